package dev.lockstep.servers;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Where real servers come from. Thread-safe. */
public final class Servers {
  private static final Map<String, Supplier<RealServer>> STARTS =
      Map.of(
          "redis", () -> redis().start(),
          "etcd", () -> etcd().start(),
          "consul", () -> own(new ConsulKind(consul())),
          "nats", () -> own(new NatsKind()),
          "zookeeper", () -> own(new ZooKeeperKind(ZooKeeperSetup.DEFAULT)));

  private Servers() {}

  /** The backends {@link #start} knows, sorted. */
  public static List<String> backends() {
    return STARTS.keySet().stream().sorted().toList();
  }

  /**
   * Starts a server with default settings and returns when it accepts a write; or gives the one
   * that {@code LOCKSTEP_TEST_<BACKEND>_URL} names. The first call on a machine may download for a
   * minute, with one line about it on the standard error.
   *
   * @throws IllegalArgumentException if there is no such backend
   * @throws ServerNotFound if no server can be had here
   * @throws ServerFailed if it does not start within half a minute
   */
  public static RealServer start(String backend) {
    Supplier<RealServer> start = STARTS.get(backend);
    if (start == null) {
      throw new IllegalArgumentException(
          "No server is known for the backend \"" + backend + "\"; known: " + backends());
    }
    return start.get();
  }

  /** A Redis server with settings of its own. */
  public static RedisSetup redis() {
    return RedisSetup.DEFAULT;
  }

  /** An etcd with settings of its own. */
  public static EtcdSetup etcd() {
    return EtcdSetup.DEFAULT;
  }

  /** A NATS server with settings of its own; always one of ours. */
  public static NatsSetup nats() {
    return NatsSetup.DEFAULT;
  }

  /** A Consul server of our own with settings of its own. */
  public static ConsulSetup consul() {
    return ConsulSetup.DEFAULT;
  }

  /** A ZooKeeper server with settings of its own. */
  public static ZooKeeperSetup zookeeper() {
    return ZooKeeperSetup.DEFAULT;
  }

  static RealServer own(ServerKind kind) {
    String variable = "LOCKSTEP_TEST_" + kind.name().toUpperCase(Locale.ROOT) + "_URL";
    String url = System.getenv().getOrDefault(variable, "").strip();
    if (url.isEmpty()) {
      return OwnServer.start(kind);
    }
    URI uri = URI.create(url);
    if (uri.getHost() == null || uri.getPort() < 0 || !kind.name().equals(uri.getScheme())) {
      throw new IllegalArgumentException(variable + " must be " + kind.name() + "://host:port");
    }
    return new GivenServer(kind.name(), url, uri.getHost(), uri.getPort(), variable);
  }
}
