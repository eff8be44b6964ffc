package dev.lockstep.spi;

import java.time.Instant;

/**
 * Two clocks: {@link #nanos()} measures, {@link #wallMillis()} labels and betrays a suspended
 * machine (L9). Thread-safe.
 */
public interface Ticker {
  /** {@return a monotonic clock, as {@link System#nanoTime()}} */
  long nanos();

  /** {@return the wall clock in milliseconds since 1970, as {@link System#currentTimeMillis()}} */
  long wallMillis();

  /** {@return the wall clock as an instant} */
  default Instant wall() {
    return Instant.ofEpochMilli(wallMillis());
  }

  /** {@return the clocks of this machine} */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
