package dev.lockstep.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request to a server of ours on loopback, and its answer as text. */
final class Http {
  private static final Duration BOUND = Duration.ofSeconds(5);

  private Http() {}

  static String get(int port, String path) throws IOException {
    return get(port, path, Map.of());
  }

  static String get(int port, String path, Map<String, String> headers) throws IOException {
    return ask("GET", port, path, null, headers);
  }

  static String post(int port, String path, String body) throws IOException {
    return ask("POST", port, path, body, Map.of());
  }

  static String post(int port, String path, String body, Map<String, String> headers)
      throws IOException {
    return ask("POST", port, path, body, headers);
  }

  static String put(int port, String path, String body, Map<String, String> headers)
      throws IOException {
    return ask("PUT", port, path, body, headers);
  }

  private static String ask(
      String method, int port, String path, @Nullable String body, Map<String, String> headers)
      throws IOException {
    URI uri = URI.create("http://" + Site.HOST + ":" + port + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout((int) BOUND.toMillis());
    connection.setReadTimeout((int) BOUND.toMillis());
    connection.setRequestMethod(method);
    headers.forEach(connection::setRequestProperty);
    try {
      if (body != null) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException(method + " " + path + ": HTTP " + connection.getResponseCode());
      }
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } finally {
      connection.disconnect();
    }
  }
}
