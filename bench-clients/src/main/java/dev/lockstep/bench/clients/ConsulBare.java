package dev.lockstep.bench.clients;

import com.ecwid.consul.SingleUrlParameters;
import com.ecwid.consul.UrlParameters;
import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.v1.ConsulRawClient;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lockstep.bench.Bare;
import dev.lockstep.bench.BareTarget;
import dev.lockstep.spi.Envelope;
import java.net.URI;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.http.client.HttpClient;

/**
 * The transactions of the adapter, by consul-api. That library blocks: whoever asks has the answer
 * when the call returns, and nobody is told of a release but by one more question that waits.
 */
final class ConsulBare implements Bare {
  private static final int PORT = 8500;

  private final ConsulRawClient client;
  private final UrlParameters[] token;
  private final String at;
  private final String history;
  private final long historyIndex;
  private final byte[] body;
  private final String session;
  private long version;

  ConsulBare(BareTarget target, HttpClient http) {
    URI url = target.url();
    boolean tls = target.setting("tls").isPresent() || target.setting("tls-ca").isPresent();
    this.client =
        new ConsulRawClient(
            (tls ? "https://" : "http://") + url.getHost(),
            url.getPort() < 0 ? PORT : url.getPort(),
            http);
    String user = url.getUserInfo() == null ? "" : url.getUserInfo();
    String secret = user.substring(user.indexOf(':') + 1);
    this.token =
        secret.isEmpty()
            ? new UrlParameters[0]
            : new UrlParameters[] {new SingleUrlParameters("token", secret)};
    this.at = target.namespace() + "/" + target.key().path();
    this.history = target.namespace() + "/history";
    this.body = target.body();
    this.historyIndex =
        JsonParser.parseString(client.makeGetRequest("/v1/kv/" + history, token).getContent())
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("ModifyIndex")
            .getAsLong();
    // Nobody renews it.
    String asked = "{\"TTL\":\"3600s\",\"Behavior\":\"delete\",\"LockDelay\":\"0s\"}";
    this.session =
        JsonParser.parseString(put("/v1/session/create", asked))
            .getAsJsonObject()
            .get("ID")
            .getAsString();
  }

  @Override
  public CompletionStage<?> lock() {
    return sent(operation("check-not-exists", at), sameHistory(), write());
  }

  @Override
  public CompletionStage<?> unlock() {
    return sent(unchanged(), operation("delete", at));
  }

  @Override
  public CompletionStage<?> handOver() {
    return sent(unchanged(), sameHistory(), write());
  }

  @Override
  public void close() {
    var unused = put("/v1/session/destroy/" + session, "");
  }

  private JsonObject sameHistory() {
    return index(operation("check-index", history), historyIndex);
  }

  private JsonObject unchanged() {
    return index(operation("check-index", at), version);
  }

  /** The base of tokens is as long whatever it is. */
  private JsonObject write() {
    byte[] value = Envelope.granting(UUID.randomUUID(), 0, body).encode();
    JsonObject write = operation("lock", at);
    write.addProperty("Value", Base64.getEncoder().encodeToString(value));
    write.addProperty("Session", session);
    return write;
  }

  private static JsonObject operation(String verb, String key) {
    JsonObject operation = new JsonObject();
    operation.addProperty("Verb", verb);
    operation.addProperty("Key", key);
    return operation;
  }

  private static JsonObject index(JsonObject operation, long index) {
    operation.addProperty("Index", index);
    return operation;
  }

  private CompletionStage<?> sent(JsonObject... operations) {
    StringBuilder all = new StringBuilder();
    for (JsonObject operation : operations) {
      all.append(all.length() == 0 ? "[" : ",").append("{\"KV\":").append(operation).append('}');
    }
    JsonObject said = JsonParser.parseString(put("/v1/txn", all + "]")).getAsJsonObject();
    for (JsonElement result : said.getAsJsonArray("Results")) {
      JsonObject record = result.getAsJsonObject().getAsJsonObject("KV");
      if (record.get("Key").getAsString().equals(at)) {
        version = record.get("ModifyIndex").getAsLong();
      }
    }
    return CompletableFuture.completedFuture(true);
  }

  private String put(String path, String body) {
    HttpResponse answer = client.makePutRequest(path, body, token);
    if (answer.getStatusCode() != 200) {
      throw new IllegalStateException("Consul refused: " + answer.getContent());
    }
    return answer.getContent();
  }
}
