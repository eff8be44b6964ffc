package dev.lockstep.conformance;

import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The clocks of this machine, but for steps of the wall clock. Thread-safe. */
final class SteppedClock implements Ticker {
  private final AtomicLong offsetMillis = new AtomicLong();

  /** Sets the wall clock forward, or back. */
  void step(Duration by) {
    offsetMillis.addAndGet(by.toMillis());
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis() + offsetMillis.get();
  }
}
