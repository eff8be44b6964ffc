package dev.lockstep.engine.core;

/**
 * One reading of both clocks of this node.
 *
 * @param nanos monotonic
 * @param wallMillis wall clock
 */
public record Moment(long nanos, long wallMillis) {
  /** Nanoseconds that have passed on the monotonic clock since an earlier moment. */
  public long since(Moment earlier) {
    return nanos - earlier.nanos;
  }
}
