package dev.lockstep.consul;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Whoever has access to the server itself, and another client than ours. */
final class Operator {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String place;
  private final Optional<String> token;

  Operator(String url, Optional<String> token) {
    URI uri = URI.create(url);
    this.place = "http://" + uri.getHost() + ":" + uri.getPort();
    this.token = token;
  }

  List<String> keys(String prefix) {
    HttpResponse<String> answer = ask("GET", "/v1/kv/" + prefix + "?keys", BodyPublishers.noBody());
    List<String> keys = new ArrayList<>();
    if (answer.statusCode() == 200) {
      JsonParser.parseString(answer.body())
          .getAsJsonArray()
          .forEach(key -> keys.add(key.getAsString()));
    }
    return keys;
  }

  /** False if nothing stood there. */
  boolean delete(String key) {
    boolean stood = get(key).isPresent();
    ask("DELETE", "/v1/kv/" + key, BodyPublishers.noBody());
    return stood;
  }

  /** False if nothing stood there. */
  boolean change(String key, UnaryOperator<String> how) {
    Optional<String> value = get(key);
    // A plain write keeps the session.
    value.ifPresent(
        text ->
            ask(
                "PUT",
                "/v1/kv/" + key,
                BodyPublishers.ofString(how.apply(text), StandardCharsets.ISO_8859_1)));
    return value.isPresent();
  }

  Optional<String> get(String key) {
    HttpResponse<String> answer =
        ask("GET", "/v1/kv/" + key + "?raw&consistent", BodyPublishers.noBody());
    return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
  }

  void flush() {
    ask("DELETE", "/v1/kv/?recurse", BodyPublishers.noBody());
  }

  /** A new token with these rights only. */
  String tokenFor(String rules) {
    String name = "p" + UUID.randomUUID();
    JsonObject policy = new JsonObject();
    policy.addProperty("Name", name);
    policy.addProperty("Rules", rules);
    ask("PUT", "/v1/acl/policy", BodyPublishers.ofString(policy.toString()));
    String wanted = "{\"Policies\": [{\"Name\": \"" + name + "\"}]}";
    String made = ask("PUT", "/v1/acl/token", BodyPublishers.ofString(wanted)).body();
    return JsonParser.parseString(made).getAsJsonObject().get("SecretID").getAsString();
  }

  /** Whatever is asked; any answer but 404 is meant to be a good one. */
  HttpResponse<String> ask(String method, String path, BodyPublisher body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(place + path));
    token.ifPresent(secret -> request.header("X-Consul-Token", secret));
    try {
      HttpResponse<String> answer =
          HTTP.send(
              request.method(method, body).build(),
              BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
      if (answer.statusCode() != 200 && answer.statusCode() != 404) {
        throw new IllegalStateException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }
}
