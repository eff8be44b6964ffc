package dev.lockstep;

/**
 * Work done under a lock; its own exception reaches the caller unwrapped (U1).
 *
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface Action<X extends Exception> {
  /**
   * Does the work, on the thread of the caller.
   *
   * @param lease the lock that is held; {@link Lease#token()} fences what is written
   * @throws X whatever went wrong in it
   */
  void run(Lease lease) throws X;
}
