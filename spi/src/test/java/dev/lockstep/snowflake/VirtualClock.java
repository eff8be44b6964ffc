package dev.lockstep.snowflake;

import dev.lockstep.spi.Ticker;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Two clocks that move when somebody waits, or is told to; one thread only. */
final class VirtualClock implements IdClock, Ticker {
  private final Instant start;
  private long nanos;
  private long stepMillis;
  private boolean stopped;
  private Runnable onWait = () -> {};

  VirtualClock(Instant start) {
    this.start = start;
  }

  @Override
  public Ticker ticker() {
    return this;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long wallMillis() {
    long passed = stopped ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos);
    return start.toEpochMilli() + passed + stepMillis;
  }

  @Override
  public void await(Condition changed, long waited) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("as a condition would");
    }
    nanos += waited;
    onWait.run();
  }

  void advanceMillis(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Steps the wall clock alone, back if negative. */
  void stepMillis(long millis) {
    stepMillis += millis;
  }

  /** The wall clock stands still from now on, though time passes. */
  void stopWall() {
    stepMillis = wallMillis() - start.toEpochMilli();
    stopped = true;
  }

  void onWait(Runnable action) {
    onWait = action;
  }

  long passedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
