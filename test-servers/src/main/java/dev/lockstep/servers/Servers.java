package dev.lockstep.servers;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Where real servers come from. Thread-safe. */
public final class Servers {
  private static final Map<String, Supplier<RealServer>> STARTS =
      Map.of("redis", () -> redis().start());

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
}
