package dev.lockstep;

/** What an application holds: primitives, identifiers, locked actions. Thread-safe. */
public interface Kit extends Atomic, IdGenerator {
  /**
   * Waits at most the default TTL for the lock, then runs the action once, on the calling thread
   * (U1).
   *
   * @param <X> what the action may throw
   * @param key the name of the lock
   * @param action what is done
   * @throws X if the action throws it
   * @throws LeaseLostException if the lease ended before the action did
   * @throws LockNotAcquiredException if the lock was not free in time
   */
  <X extends Exception> void mutexDo(String key, Action<X> action) throws X;

  /**
   * The same with options: {@link LockOptions#maxWait()} is the deadline, an interrupt the
   * cancellation.
   *
   * @param <X> what the action may throw
   * @param key the name of the lock
   * @param options how to take the lock
   * @param action what is done
   * @throws X if the action throws it
   */
  <X extends Exception> void mutexDo(String key, LockOptions options, Action<X> action) throws X;

  /**
   * Runs the action if the lock is free now; false if somebody else has it (U1).
   *
   * @param <X> what the action may throw
   * @param key the name of the lock
   * @param action what is done
   * @return whether the action ran
   * @throws X if the action throws it
   */
  <X extends Exception> boolean mutexTryDo(String key, Action<X> action) throws X;

  /**
   * The same with options.
   *
   * @param <X> what the action may throw
   * @param key the name of the lock
   * @param options how to take the lock
   * @param action what is done
   * @return whether the action ran
   * @throws X if the action throws it
   */
  <X extends Exception> boolean mutexTryDo(String key, LockOptions options, Action<X> action)
      throws X;
}
