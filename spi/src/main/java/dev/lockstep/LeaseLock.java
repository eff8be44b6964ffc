package dev.lockstep;

import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A mutex seen as a {@link Lock}; see {@link DistributedMutex#asLock()}. */
final class LeaseLock implements Lock {
  private final DistributedMutex mutex;
  private final ReentrantLock state = new ReentrantLock();

  /**
   * Who lost a lease of this view and has not called unlock() since: that call must not free
   * somebody else's.
   */
  private final Set<Thread> losers = Collections.newSetFromMap(new WeakHashMap<>());

  private @Nullable Taken taken;

  private record Taken(Lease lease, Thread by) {}

  LeaseLock(DistributedMutex mutex) {
    this.mutex = mutex;
  }

  @Override
  public void lock() {
    take(whateverInterrupts(mutex::lock));
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    acquire(mutex);
  }

  @Override
  public boolean tryLock() {
    Optional<Lease> lease = whateverInterrupts(mutex::tryLock);
    lease.ifPresent(this::take);
    return lease.isPresent();
  }

  /** Lock.lock() and tryLock() cannot be interrupted: asks again, and hands the flag back after. */
  private static <T> T whateverInterrupts(Supplier<T> call) {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return call.get();
        } catch (OperationInterruptedException again) {
          interrupted = true;
          Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    Objects.requireNonNull(unit, "unit");
    try {
      acquire(
          mutex.with(
              mutex
                  .options()
                  .maxWait(java.time.Duration.ofNanos(Math.max(0, unit.toNanos(time))))));
      return true;
    } catch (LockNotAcquiredException busy) {
      return false;
    }
  }

  private void acquire(DistributedMutex from) throws InterruptedException {
    try {
      take(from.lock());
    } catch (OperationInterruptedException interrupted) {
      Thread.interrupted();
      InterruptedException standard = new InterruptedException(interrupted.getMessage());
      standard.initCause(interrupted);
      throw standard;
    }
  }

  private void take(Lease lease) {
    state.lock();
    try {
      Taken before = taken;
      if (before != null) {
        losers.add(before.by);
      }
      taken = new Taken(lease, Thread.currentThread());
    } finally {
      state.unlock();
    }
  }

  private @Nullable Lease giveUp() {
    Thread caller = Thread.currentThread();
    state.lock();
    try {
      Taken now = taken;
      if (now == null || (now.by != caller && losers.remove(caller))) {
        return null;
      }
      taken = null;
      return now.lease;
    } finally {
      state.unlock();
    }
  }

  @Override
  public void unlock() {
    Lease lease = giveUp();
    if (lease == null) {
      throw new IllegalMonitorStateException(
          "lock " + mutex.key() + " is not held by this caller of the view, or was lost");
    }
    try {
      lease.release();
    } catch (AlreadyUnlockedException ended) {
      IllegalMonitorStateException standard =
          new IllegalMonitorStateException("lock " + mutex.key() + " was lost before unlock()");
      standard.initCause(ended);
      throw standard;
    }
  }

  @Override
  public Condition newCondition() {
    throw new UnsupportedOperationException("a distributed lock has no conditions");
  }

  @Override
  public String toString() {
    return "Lock[" + mutex.key() + "]";
  }
}
