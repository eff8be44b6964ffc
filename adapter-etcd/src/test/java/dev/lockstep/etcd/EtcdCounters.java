package dev.lockstep.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.servers.RealServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How many requests and streams of each kind were begun at the server, as it says itself. */
final class EtcdCounters {
  private static final Pattern STARTED =
      Pattern.compile(
          "^grpc_server_started_total\\{grpc_method=\"(\\w+)\",.*\\} ([0-9.e+]+)$",
          Pattern.MULTILINE);

  private final RealServer server;
  private Map<String, Long> before;

  EtcdCounters(RealServer server) {
    this.server = server;
    this.before = all();
  }

  /** Those since the last call: {@code {Txn=2}}, say. */
  Map<String, Long> take() {
    Map<String, Long> now = all();
    Map<String, Long> since = new TreeMap<>(now);
    since.replaceAll((method, count) -> count - before.getOrDefault(method, 0L));
    since.values().removeIf(count -> count == 0);
    before = now;
    return since;
  }

  private Map<String, Long> all() {
    Map<String, Long> counts = new TreeMap<>();
    STARTED
        .matcher(metrics())
        .results()
        .forEach(
            line ->
                counts.merge(line.group(1), (long) Double.parseDouble(line.group(2)), Long::sum));
    return counts;
  }

  private String metrics() {
    URI place = URI.create("http://" + server.host() + ":" + server.port() + "/metrics");
    try (InputStream in = place.toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
