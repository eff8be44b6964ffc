package dev.lockstep.conformance;

import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of this machine, but for a wall clock that can be set and stopped, and for timers that
 * can be kept from firing. Thread-safe.
 */
final class SteppedClock implements Ticker {
  private final AtomicLong offsetMillis = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Runnable> withheld = new ArrayDeque<>();
  private volatile @Nullable Instant standing;
  private boolean stalled;

  /** Sets the wall clock forward, or back. */
  void step(Duration by) {
    offsetMillis.addAndGet(by.toMillis());
  }

  /** Sets the wall clock, which from now on stands still. */
  void standAt(Instant wall) {
    standing = wall;
  }

  /** Sets the wall clock, which goes on from there. */
  void goOnFrom(Instant wall) {
    offsetMillis.set(wall.toEpochMilli() - System.currentTimeMillis());
    standing = null;
  }

  /** From now on no timer fires. */
  void stall() {
    lock.lock();
    try {
      stalled = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Timers fire again; those that are overdue do so now, in the worst order: the last one first.
   */
  void goOn() {
    Deque<Runnable> overdue;
    lock.lock();
    try {
      stalled = false;
      overdue = new ArrayDeque<>(withheld);
      withheld.clear();
    } finally {
      lock.unlock();
    }
    overdue.forEach(Runnable::run);
  }

  /** A timer is due. */
  void fire(Runnable timer) {
    lock.lock();
    try {
      if (stalled) {
        withheld.push(timer);
        return;
      }
    } finally {
      lock.unlock();
    }
    timer.run();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    Instant stands = standing;
    return stands == null ? System.currentTimeMillis() + offsetMillis.get() : stands.toEpochMilli();
  }
}
