package dev.lockstep.spi;

import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import java.time.Duration;
import java.util.Optional;

/**
 * Hears what the engine does; metrics and tracing attach here. Called on threads of the engine and
 * of client libraries: it must not block. What it throws is logged and dropped.
 */
public interface LockstepObserver {
  /**
   * An operation begins, on the caller's thread; the span is ended exactly once, on any thread.
   *
   * @param operation what begins
   * @return the span of this operation
   */
  default Span begin(Operation operation) {
    return error -> {};
  }

  /**
   * A lease was granted after that wait.
   *
   * @param lease what was granted
   * @param waited how long that took
   */
  default void granted(Lease lease, Duration waited) {}

  /**
   * A session with so many leases was renewed: how long that took, and the validity that was left
   * before.
   *
   * @param leases how many were renewed
   * @param latency how long that took
   * @param left the validity that was left before
   */
  default void renewed(int leases, Duration latency, Duration left) {}

  /**
   * A lease ended after that time.
   *
   * @param end how it ended
   * @param held how long it was held
   */
  default void ended(LeaseEnd end, Duration held) {}

  /** An operation in progress. */
  @FunctionalInterface
  interface Span {
    /**
     * It came to its end; empty means success, and "held by somebody else" is success.
     *
     * @param error what went wrong; empty for success
     */
    void end(Optional<Throwable> error);
  }

  /** {@return an observer that does nothing} */
  static LockstepObserver none() {
    return NoObserver.NONE;
  }
}
