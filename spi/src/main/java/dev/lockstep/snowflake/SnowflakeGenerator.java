package dev.lockstep.snowflake;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.ClockUnusableException;
import dev.lockstep.IdGenerator;
import dev.lockstep.KitClosedException;
import dev.lockstep.NumberAllocator;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.SnowflakeId;
import dev.lockstep.spi.Durations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Identifiers on machine numbers (G1 to G6). All that is issued in one slot of 10 ms is ordered by
 * sequence and then by machine number, so that with several numbers, too, each identifier is
 * greater than the one before.
 */
public final class SnowflakeGenerator implements IdGenerator, AutoCloseable {
  static final int SEQUENCES = 256;

  private static final long STUCK = TimeUnit.SECONDS.toNanos(2);

  private final IdClock clock;
  private final long operationNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final MachineNumbers numbers;

  private long slot = -1;
  private List<MachineNumber> serving = List.of();
  private int position;
  private boolean closed;

  /**
   * A generator that holds no number yet.
   *
   * @param allocator whom it asks for numbers, without blocking but for the first
   * @param clock the clocks of its machine
   * @param most how many numbers it may hold
   * @param operationTimeout how long the mark of a number may take to be raised
   */
  public SnowflakeGenerator(
      NumberAllocator allocator, IdClock clock, int most, Duration operationTimeout) {
    this.clock = clock;
    operationNanos = operationTimeout.toNanos();
    numbers = new MachineNumbers(allocator, clock, most, lock, changed);
  }

  /** The identifier of a slot, a sequence and a machine (G1). */
  static long compose(long slot, int sequence, int machine) {
    return slot << 24 | (long) sequence << 16 | machine;
  }

  @Override
  public long nextId() {
    try {
      if (!lock.tryLock()) {
        lock.lockInterruptibly();
      }
      try {
        return issue();
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "interrupted while waiting for an identifier", null, null, interrupted);
    }
  }

  @Override
  public SnowflakeId nextSnowflakeId() {
    return new SnowflakeId(nextId());
  }

  @Override
  public String nextIdString() {
    return Long.toString(nextId());
  }

  private long issue() throws InterruptedException {
    Patience patience = new Patience();
    while (true) {
      if (closed) {
        throw new KitClosedException("the kit is closed; no identifier was issued");
      }
      long now = clock.slot();
      if (now > slot && !open(now)) {
        prepare(now, patience);
      } else if (now < slot) {
        awaitClock(now, patience);
      } else {
        long id = next();
        if (id >= 0) {
          return id;
        }
        numbers.grow();
        patience.await(slot + 1);
      }
    }
  }

  /**
   * Begins a slot with the numbers that may be used in it; false if there are none, and then it has
   * not begun.
   */
  private boolean open(long now) {
    List<MachineNumber> able = numbers.serving(now);
    if (able.isEmpty()) {
      return false;
    }
    slot = now;
    serving = able;
    position = 0;
    return true;
  }

  /** The next identifier of the slot; negative if it has no more. */
  private long next() {
    while (position < SEQUENCES * serving.size()) {
      MachineNumber number = serving.get(position % serving.size());
      long id = compose(slot, position / serving.size(), number.number());
      position++;
      // Asked after it was built (G3): what a pause delays until after the deadline is not issued.
      if (number.isHeld()) {
        return id;
      }
    }
    return -1;
  }

  private void prepare(long now, Patience patience) throws InterruptedException {
    if (!numbers.isHolding()) {
      numbers.allocate();
      return;
    }
    RuntimeException failure = numbers.failure();
    if (failure != null) {
      throw failure;
    }
    if (numbers.isRaising()) {
      patience.awaitRaise();
      return;
    }
    long first = numbers.firstSlot();
    if (first > now + IdClock.SECOND + 1) {
      throw wentBack(first - now);
    }
    patience.await(Math.max(first, now + 1));
  }

  private void awaitClock(long now, Patience patience) throws InterruptedException {
    if (slot - now > IdClock.SECOND) {
      throw wentBack(slot - now);
    }
    patience.await(slot);
  }

  private static ClockUnusableException wentBack(long slots) {
    return new ClockUnusableException(
        "the wall clock is "
            + Durations.format(Duration.ofMillis(slots * 10))
            + " behind the last identifier; at most 1s is waited out. Correct clocks slowly, or wait until it has caught up");
  }

  /** Ends all calls; the numbers are given up with the rest that the kit holds. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      numbers.close();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How long one call waits though nothing moves: nothing hangs (X1). */
  private final class Patience {
    private long seen = -2;
    private long stuckSince;
    private long raisingSince;
    private boolean raising;

    /** Waits for a slot of the wall clock; others may issue meanwhile. */
    void await(long until) throws InterruptedException {
      long now = clock.ticker().nanos();
      if (slot != seen) {
        seen = slot;
        stuckSince = now;
      }
      if (now - stuckSince > STUCK) {
        throw new ClockUnusableException(
            "the wall clock did not reach "
                + SnowflakeId.EPOCH.plusMillis(until * 10)
                + " within 2s; it stands still or goes back");
      }
      clock.await(changed, clock.nanosUntil(until));
    }

    /** Waits for a mark, and looks every slot whether its answer is stuck behind us. */
    void awaitRaise() throws InterruptedException {
      long now = clock.ticker().nanos();
      if (!raising) {
        raising = true;
        raisingSince = now;
      }
      if (now - raisingSince > operationNanos) {
        throw new BackendUnavailableException(
            "the mark of the machine number could not be raised within "
                + Durations.format(Duration.ofNanos(operationNanos))
                + "; no identifier was issued");
      }
      clock.await(changed, TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
