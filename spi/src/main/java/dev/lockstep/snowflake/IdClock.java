package dev.lockstep.snowflake;

import dev.lockstep.ClockUnusableException;
import dev.lockstep.SnowflakeId;
import dev.lockstep.spi.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Time as identifiers count it: slots of 10 ms since {@link SnowflakeId#EPOCH}. */
public interface IdClock {
  /** The slots in one second. */
  long SECOND = 100;

  /** The first slot that has no identifiers (G5). */
  long END = 1L << 39;

  /** The clocks. */
  Ticker ticker();

  /** Waits until signalled, at most so long; may return early. The condition's lock is held. */
  void await(Condition changed, long nanos) throws InterruptedException;

  /**
   * The present slot.
   *
   * @throws ClockUnusableException if it is before the first or after the last (G5)
   */
  default long slot() {
    long slot = wallSlot();
    if (slot < 0 || slot >= END) {
      throw new ClockUnusableException(
          "the wall clock says "
              + ticker().wall()
              + ", but identifiers exist from "
              + SnowflakeId.EPOCH
              + " to "
              + SnowflakeId.EPOCH.plusMillis(END * 10)
              + "; set the clock");
    }
    return slot;
  }

  /** What the wall clock says, whether there are identifiers then or not. */
  default long wallSlot() {
    return Math.floorDiv(ticker().wallMillis() - SnowflakeId.EPOCH.toEpochMilli(), 10L);
  }

  /** Time until a slot begins, a little more than nothing. */
  default long nanosUntil(long slot) {
    long millis = SnowflakeId.EPOCH.toEpochMilli() + slot * 10 - ticker().wallMillis();
    return TimeUnit.MILLISECONDS.toNanos(Math.max(1, millis));
  }

  /** These clocks, with waiting in real time. */
  static IdClock of(Ticker ticker) {
    return new IdClock() {
      @Override
      public Ticker ticker() {
        return ticker;
      }

      // The loop is the caller's, which looks at clock and state again.
      @SuppressWarnings("WaitNotInLoop")
      @Override
      public void await(Condition changed, long nanos) throws InterruptedException {
        changed.awaitNanos(nanos);
      }
    };
  }
}
