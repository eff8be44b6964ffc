package dev.lockstep;

/** A registered listener. Thread-safe. */
public interface Registration extends AutoCloseable {
  /**
   * Removes the listener; does nothing if it was removed. A call that is running is not waited for.
   */
  @Override
  void close();
}
