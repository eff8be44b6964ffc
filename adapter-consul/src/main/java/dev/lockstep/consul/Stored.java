package dev.lockstep.consul;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as Consul tells it.
 *
 * @param key where it stands
 * @param value its bytes; not copied
 * @param index of its last write
 * @param session that it lives on; empty if on none
 */
@SuppressWarnings("ArrayRecordComponent") // As in Entry.
record Stored(String key, byte[] value, long index, String session) {
  /** What an answer to a read holds. */
  static List<Stored> in(Agent.Answer answer) {
    List<Stored> all = new ArrayList<>();
    if (answer.isFound()) {
      for (JsonElement element : JsonParser.parseString(answer.body()).getAsJsonArray()) {
        all.add(of(element.getAsJsonObject()));
      }
    }
    return all;
  }

  /** The names that an answer to a read of keys alone holds. */
  static List<String> keysIn(Agent.Answer answer) {
    List<String> all = new ArrayList<>();
    if (answer.isFound()) {
      JsonParser.parseString(answer.body())
          .getAsJsonArray()
          .forEach(key -> all.add(key.getAsString()));
    }
    return all;
  }

  private static Stored of(JsonObject record) {
    return new Stored(
        record.get("Key").getAsString(),
        Base64.getDecoder().decode(text(record.get("Value"))),
        record.get("ModifyIndex").getAsLong(),
        text(record.get("Session")));
  }

  private static String text(@Nullable JsonElement element) {
    return element == null || element.isJsonNull() ? "" : element.getAsString();
  }
}
