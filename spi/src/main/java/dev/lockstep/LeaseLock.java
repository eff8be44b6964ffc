package dev.lockstep;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A mutex seen as a {@link Lock}; see {@link DistributedMutex#asLock()}. */
final class LeaseLock implements Lock {
  private final DistributedMutex mutex;
  private final AtomicReference<@Nullable Lease> held = new AtomicReference<>();

  LeaseLock(DistributedMutex mutex) {
    this.mutex = mutex;
  }

  @Override
  public void lock() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          held.set(mutex.lock());
          return;
        } catch (OperationInterruptedException again) {
          // Lock.lock() cannot be interrupted: wait on, and hand the flag back at the end.
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
  public void lockInterruptibly() throws InterruptedException {
    acquire(mutex);
  }

  @Override
  public boolean tryLock() {
    Optional<Lease> lease = mutex.tryLock();
    lease.ifPresent(held::set);
    return lease.isPresent();
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
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
      held.set(from.lock());
    } catch (OperationInterruptedException interrupted) {
      Thread.interrupted();
      InterruptedException standard = new InterruptedException(interrupted.getMessage());
      standard.initCause(interrupted);
      throw standard;
    }
  }

  @Override
  public void unlock() {
    Lease lease = held.getAndSet(null);
    if (lease == null) {
      throw new IllegalMonitorStateException("lock " + mutex.key() + " is not held by this view");
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
