package dev.lockstep.consul;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.http.HttpEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.NoConnectionReuseStrategy;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/** Whoever has access to the server itself, and another client than ours. */
final class Operator {
  /** Whoever counts the connections of kits must not find one of the suite's (X5). */
  private static final CloseableHttpClient HTTP =
      HttpClients.custom().setConnectionReuseStrategy(NoConnectionReuseStrategy.INSTANCE).build();

  private final String place;
  private final Optional<String> token;

  Operator(String url, Optional<String> token) {
    URI uri = URI.create(url);
    this.place = "http://" + uri.getHost() + ":" + uri.getPort();
    this.token = token;
  }

  List<String> keys(String prefix) {
    Answer answer = ask("GET", "/v1/kv/" + prefix + "?keys", "");
    List<String> keys = new ArrayList<>();
    if (answer.status() == 200) {
      JsonParser.parseString(answer.body())
          .getAsJsonArray()
          .forEach(key -> keys.add(key.getAsString()));
    }
    return keys;
  }

  /** False if nothing stood there. */
  boolean delete(String key) {
    boolean stood = get(key).isPresent();
    ask("DELETE", "/v1/kv/" + key, "");
    return stood;
  }

  /** False if nothing stood there. */
  boolean change(String key, UnaryOperator<String> how) {
    Optional<String> value = get(key);
    // A plain write keeps the session.
    value.ifPresent(text -> ask("PUT", "/v1/kv/" + key, how.apply(text)));
    return value.isPresent();
  }

  Optional<String> get(String key) {
    Answer answer = ask("GET", "/v1/kv/" + key + "?raw&consistent", "");
    return answer.status() == 200 ? Optional.of(answer.body()) : Optional.empty();
  }

  void flush() {
    ask("DELETE", "/v1/kv/?recurse", "");
  }

  /** A new token with these rights only. */
  String tokenFor(String rules) {
    String name = "p" + UUID.randomUUID();
    JsonObject policy = new JsonObject();
    policy.addProperty("Name", name);
    policy.addProperty("Rules", rules);
    ask("PUT", "/v1/acl/policy", policy.toString());
    String wanted = "{\"Policies\": [{\"Name\": \"" + name + "\"}]}";
    String made = ask("PUT", "/v1/acl/token", wanted).body();
    return JsonParser.parseString(made).getAsJsonObject().get("SecretID").getAsString();
  }

  private record Answer(int status, String body) {}

  /** Whatever is asked; any answer but 404 is meant to be a good one. */
  private Answer ask(String method, String path, String body) {
    RequestBuilder request =
        RequestBuilder.create(method)
            .setUri(URI.create(place + path))
            .setEntity(new StringEntity(body, StandardCharsets.ISO_8859_1));
    token.ifPresent(secret -> request.setHeader("X-Consul-Token", secret));
    try (CloseableHttpResponse answer = HTTP.execute(request.build())) {
      HttpEntity said = answer.getEntity();
      byte[] bytes = said == null ? new byte[0] : EntityUtils.toByteArray(said);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int status = answer.getStatusLine().getStatusCode();
      if (status != 200 && status != 404) {
        throw new IllegalStateException(method + " " + path + ": " + status + " " + text);
      }
      return new Answer(status, text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
