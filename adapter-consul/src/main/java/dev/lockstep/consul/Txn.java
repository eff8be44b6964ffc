package dev.lockstep.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lockstep.spi.Envelope;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A transaction: its operations are carried out together, or none of them. Built up by one thread.
 */
final class Txn {
  /** The most operations that a server takes. */
  static final int MOST = 64;

  private static final int CONFLICT = 409;

  private final JsonArray operations = new JsonArray();

  /**
   * What became of it.
   *
   * @param indexes of the records that were written or compared, by key
   * @param errors what failed, by the number of the operation; empty if all was carried out
   */
  record Result(Map<String, Long> indexes, Map<Integer, String> errors) {
    boolean isDone() {
      return errors.isEmpty();
    }

    boolean failed(int operation) {
      return errors.containsKey(operation);
    }

    /** The version of that record now. */
    long index(String key) {
      Long index = indexes.get(key);
      if (index == null) {
        throw new IllegalStateException("Consul did not say what became of " + key);
      }
      return index;
    }
  }

  /** Fails if something stands there. */
  Txn free(String key) {
    return add("check-not-exists", key);
  }

  /** Fails unless the record there is of that version. */
  Txn is(String key, long index) {
    add("check-index", key).last().addProperty("Index", index);
    return this;
  }

  /** Fails unless the record there is on that session. */
  Txn on(String key, String session) {
    add("check-session", key).last().addProperty("Session", session);
    return this;
  }

  /** Writes it on a session, or on none. */
  Txn write(String key, Envelope value, String session) {
    if (session.isEmpty()) {
      return set(key, value);
    }
    add("lock", key).value(value).addProperty("Session", session);
    return this;
  }

  private Txn set(String key, Envelope value) {
    add("set", key).value(value);
    return this;
  }

  /** Takes it off its session. */
  Txn free(String key, Envelope value, String session) {
    add("unlock", key).value(value).addProperty("Session", session);
    return this;
  }

  /** Writes it where it is, if it is of that version. */
  Txn rewrite(String key, Envelope value, long index) {
    add("cas", key).value(value).addProperty("Index", index);
    return this;
  }

  Txn delete(String key) {
    return add("delete", key);
  }

  private Txn add(String verb, String key) {
    JsonObject operation = new JsonObject();
    operation.addProperty("Verb", verb);
    operation.addProperty("Key", key);
    JsonObject wrapped = new JsonObject();
    wrapped.add("KV", operation);
    operations.add(wrapped);
    return this;
  }

  private JsonObject last() {
    return operations.get(operations.size() - 1).getAsJsonObject().getAsJsonObject("KV");
  }

  private JsonObject value(Envelope value) {
    JsonObject operation = last();
    operation.addProperty("Value", Base64.getEncoder().encodeToString(value.encode()));
    return operation;
  }

  /**
   * Sends it.
   *
   * @throws Refusal if it failed for anything but what it compares
   */
  Result sent(Agent agent, String... parameters) {
    Agent.Answer answer = agent.put("/v1/txn", operations.toString(), parameters);
    JsonObject said = JsonParser.parseString(answer.body()).getAsJsonObject();
    Map<Integer, String> errors = new TreeMap<>();
    for (JsonElement error : elements(said, "Errors")) {
      String what = error.getAsJsonObject().get("What").getAsString();
      int operation = error.getAsJsonObject().get("OpIndex").getAsInt();
      if (!ConsulFaults.isComparison(what)) {
        throw new Refusal(CONFLICT, what);
      }
      errors.put(operation, what);
    }
    Map<String, Long> indexes = new TreeMap<>();
    for (JsonElement result : elements(said, "Results")) {
      JsonObject record = result.getAsJsonObject().getAsJsonObject("KV");
      indexes.put(record.get("Key").getAsString(), record.get("ModifyIndex").getAsLong());
    }
    return new Result(indexes, errors);
  }

  private static List<JsonElement> elements(JsonObject of, String name) {
    List<JsonElement> all = new ArrayList<>();
    JsonElement array = of.get(name);
    if (array != null && array.isJsonArray()) {
      array.getAsJsonArray().forEach(all::add);
    }
    return all;
  }
}
