package dev.lockstep;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A lock by name: a view that holds nothing and may be shared. Two acquisitions exclude each other,
 * also through one mutex object and in one thread (M11, R2). Thread-safe.
 */
public interface DistributedMutex {
  /** {@return the name} */
  String key();

  /** {@return the options in force} */
  LockOptions options();

  /**
   * {@return the same lock with these options}
   *
   * @param options replace all of the present ones
   */
  DistributedMutex with(LockOptions options);

  /**
   * Waits for the lock (M3). Blocks the calling thread.
   *
   * @return the lease
   * @throws LockNotAcquiredException after {@link LockOptions#maxWait()}
   * @throws OperationInterruptedException if the thread is interrupted; its flag stays set
   * @throws KitClosedException if the kit is or gets closed
   * @throws BackendUnavailableException if the first attempt could not ask the backend
   */
  Lease lock();

  /**
   * One attempt, without waiting for the holder (M2); empty if somebody else has it.
   *
   * @return the lease; empty if somebody else has it
   * @throws BackendUnavailableException if the backend could not be asked
   */
  Optional<Lease> tryLock();

  /**
   * As {@link #lock()}, costing no thread (W4); cancelled, it leaves nothing behind (M7).
   *
   * @return the lease
   */
  CompletableFuture<Lease> lockAsync();

  /**
   * As {@link #tryLock()}, without blocking.
   *
   * @return the lease; empty if somebody else has it
   */
  CompletableFuture<Optional<Lease>> tryLockAsync();

  /** {@return whether anybody holds the lock now, by the backend (M6)} */
  boolean isLocked();

  /** {@return who holds it, with token, time and metadata, by the backend (M12)} */
  Optional<Holder> holder();

  /**
   * {@return a view with one lease at a time, whatever the thread; {@code unlock()} after a loss,
   * or without a lease, is an {@link IllegalMonitorStateException}} It has no conditions.
   */
  default java.util.concurrent.locks.Lock asLock() {
    return new LeaseLock(this);
  }
}
