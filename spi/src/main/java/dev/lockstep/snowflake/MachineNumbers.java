package dev.lockstep.snowflake;

import dev.lockstep.ClockUnusableException;
import dev.lockstep.LockstepException;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.NumberAllocator;
import dev.lockstep.NumberLease;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.SnowflakeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The machine numbers of one kit: as many as are needed, up to what is allowed. Guarded by the lock
 * of its generator.
 */
final class MachineNumbers {
  /** Numbers are in [0, 65535), as the format has 16 bits for them (G1). */
  static final int MAX = 65_535;

  private static final int ATTEMPTS = 4;
  private static final long GROWTH_PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final NumberAllocator allocator;
  private final IdClock clock;
  private final int most;
  private final ReentrantLock lock;
  private final Condition changed;

  private final List<MachineNumber> numbers = new ArrayList<>();
  private @Nullable Attempt attempt;
  private boolean growing;
  private long growthFrom;
  private boolean closed;

  MachineNumbers(
      NumberAllocator allocator, IdClock clock, int most, ReentrantLock lock, Condition changed) {
    this.allocator = allocator;
    this.clock = clock;
    this.most = most;
    this.lock = lock;
    this.changed = changed;
    growthFrom = clock.ticker().nanos();
  }

  /** Those that may be used in the slot, by number; raises marks that fall due. */
  List<MachineNumber> serving(long slot) {
    numbers.removeIf(this::isGone);
    numbers.forEach(number -> number.keepAhead(slot, this::signal));
    // A store in memory answers at once.
    numbers.forEach(MachineNumber::acceptMark);
    return numbers.stream()
        .filter(number -> number.serves(slot))
        .sorted(Comparator.comparingInt(MachineNumber::number))
        .toList();
  }

  private boolean isGone(MachineNumber number) {
    if (number.isHeld()) {
      return false;
    }
    number.abandon();
    return true;
  }

  boolean isHolding() {
    return !numbers.isEmpty() && numbers.stream().anyMatch(MachineNumber::isHeld);
  }

  boolean isRaising() {
    return numbers.stream().anyMatch(MachineNumber::isRaising);
  }

  /** Why no mark could be raised, if none is being raised. */
  @Nullable RuntimeException failure() {
    return isRaising()
        ? null
        : numbers.stream()
            .map(MachineNumber::failure)
            .filter(failure -> failure != null)
            .findFirst()
            .orElse(null);
  }

  /** The first slot in which one of them may be used. */
  long firstSlot() {
    return numbers.stream().mapToLong(MachineNumber::firstSlot).min().orElse(0);
  }

  /**
   * Has a number when it returns, or fails. Callers that come meanwhile share the outcome; the lock
   * is free meanwhile.
   */
  void allocate() throws InterruptedException {
    Attempt running = attempt;
    if (running != null) {
      while (!running.done) {
        clock.await(changed, TimeUnit.MILLISECONDS.toNanos(100));
      }
      if (running.failure != null) {
        throw running.failure;
      }
      return;
    }
    Attempt own = new Attempt();
    attempt = own;
    @Nullable NumberLease lease = null;
    lock.unlock();
    try {
      lease = allocateUsable();
    } catch (OperationInterruptedException interrupted) {
      // The interrupt was the caller's alone: the others try again.
      throw interrupted;
    } catch (LockstepException failed) {
      own.failure = failed;
      throw failed;
    } finally {
      lock.lock();
      own.done = true;
      attempt = null;
      if (lease != null) {
        add(lease);
      }
      changed.signalAll();
    }
  }

  private NumberLease allocateUsable() {
    List<NumberLease> refused = new ArrayList<>();
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        NumberLease lease = allocator.allocateNumber(NumberAllocator.MACHINE_NUMBERS, MAX);
        if (isUsable(lease)) {
          return lease;
        }
        refused.add(lease);
      }
    } catch (NoAvailableNumberException none) {
      if (refused.isEmpty()) {
        throw none;
      }
    } finally {
      // Held until now, so that none of them was drawn twice.
      refused.forEach(MachineNumber::abandon);
    }
    throw new ClockUnusableException(
        "earlier holders used machine numbers until "
            + refused.stream()
                .map(lease -> SnowflakeId.EPOCH.plusMillis(lease.mark() * 10))
                .min(Comparator.naturalOrder())
                .orElseThrow()
            + " or later, but the wall clock says "
            + clock.ticker().wall()
            + "; at most 1s is waited out. Correct the clock of this machine or of theirs");
  }

  /** Not if its mark is more than a second ahead (G4, G6). */
  private boolean isUsable(NumberLease lease) {
    return lease.mark() - clock.wallSlot() <= IdClock.SECOND;
  }

  /**
   * Begins to allocate one more number, if that is allowed; the result is used once it is there.
   */
  void grow() {
    boolean due = clock.ticker().nanos() - growthFrom >= 0;
    if (growing || !due || closed || numbers.size() >= most) {
      return;
    }
    growing = true;
    try {
      var unused =
          allocator
              .allocateNumberAsync(NumberAllocator.MACHINE_NUMBERS, MAX)
              .whenComplete(this::grown);
    } catch (RuntimeException refused) {
      grown(null, refused);
    }
  }

  private void grown(@Nullable NumberLease lease, @Nullable Throwable error) {
    lock.lock();
    try {
      growing = false;
      if (lease != null && error == null && isUsable(lease)) {
        add(lease);
        changed.signalAll();
        return;
      }
      growthFrom = clock.ticker().nanos() + GROWTH_PAUSE;
      if (lease != null) {
        MachineNumber.abandon(lease);
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(NumberLease lease) {
    if (closed) {
      MachineNumber.abandon(lease);
    } else {
      numbers.add(new MachineNumber(lease, clock.ticker()));
    }
  }

  /** Takes no more numbers; those held are left to the kit, which gives up everything it holds. */
  void close() {
    closed = true;
    numbers.clear();
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** One allocation that others wait for. */
  private static final class Attempt {
    private boolean done;
    private @Nullable LockstepException failure;
  }
}
