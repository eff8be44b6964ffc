package dev.lockstep.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until several servers agree on something. */
final class Settling {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private Settling() {}

  /** What servers say; no answer is no yet. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  /**
   * Returns when it holds.
   *
   * @throws ServerFailed if it does not within half a minute
   */
  static void await(Object servers, String what, Condition condition) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    IOException last = null;
    while (System.nanoTime() - deadline < 0) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException notYet) {
        last = notYet;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new ServerFailed(servers + ": not within " + BOUND.toSeconds() + " s: " + what, last);
  }
}
