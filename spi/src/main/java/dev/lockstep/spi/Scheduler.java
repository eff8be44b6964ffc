package dev.lockstep.spi;

/** Timers. Thread-safe. Tasks are short, do not block and do not throw. */
public interface Scheduler {
  /**
   * Runs the task once after that many nanoseconds of {@link Ticker#nanos()}; never on the calling
   * thread.
   *
   * @param delayNanos nanoseconds; none if not positive
   * @param task what is run
   * @return the timer, which can be cancelled
   */
  Timer schedule(long delayNanos, Runnable task);

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Timer {
    /** Keeps the task from running if it has not begun; does nothing otherwise. */
    void cancel();
  }
}
