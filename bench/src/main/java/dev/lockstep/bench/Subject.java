package dev.lockstep.bench;

/** Who does the operation that is measured. Used by one thread. */
interface Subject extends AutoCloseable {
  /** Brings about the state in which the operation begins; not timed, not counted. */
  default void prepare() {}

  /** One operation: how many nanoseconds it took. */
  long operate();

  @Override
  void close();
}
