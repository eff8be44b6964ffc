package dev.lockstep;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One term of holding something. The handle is the identity, whatever thread uses it. Thread-safe.
 *
 * <p>A lease is not a mutex for a paused process: between {@link #isHeld()} and the write that
 * relies on it, the process may stop for longer than the lease lasts. Only {@link #token()},
 * checked by the resource, covers that (F3).
 */
public interface Lease extends AutoCloseable {
  /** {@return what is held} */
  LeaseKind kind();

  /**
   * {@return its name: the key of a lock, the domain of an election, domain or pool and node key or
   * number of the others}
   */
  String key();

  /**
   * {@return the fencing token: positive, greater than in every earlier term of the key, constant
   * (F1, F2)}
   */
  long token();

  /** {@return the TTL that was granted: how long the record may outlive a dead holder (L10)} */
  Duration ttl();

  /**
   * {@return how long one confirmation is good for (V); less than {@link #ttl()} on Consul (L10)}
   */
  Duration validity();

  /**
   * {@return whether this is certainly ours now: local arithmetic, no I/O, never stale after a
   * pause (L2)}
   */
  boolean isHeld();

  /** {@return time until the local deadline if no renewal succeeds; zero once it has ended} */
  Duration remaining();

  /**
   * Does nothing if held.
   *
   * @throws LeaseLostException if it was lost
   * @throws AlreadyUnlockedException if it was released
   */
  void requireHeld();

  /**
   * Renews now and waits for the answer, at most the operation timeout.
   *
   * @throws LeaseLostException if nothing is left to renew
   * @throws InvalidOptionException if the lease is fixed
   * @throws BackendUnavailableException if the backend could not be asked; the lease goes on until
   *     its deadline
   */
  void renew();

  /**
   * Completes on loss, before anyone else can be granted the same (L2); never after a release.
   *
   * @return a stage that completes with the loss, or never
   */
  CompletionStage<LeaseEnd> lost();

  /**
   * Hears the one end, released or lost, on the listener executor; at once if it is over (L5).
   *
   * @param listener runs on the listener executor; may block
   * @return what removes the listener
   */
  Registration onEnd(Consumer<? super LeaseEnd> listener);

  /**
   * Gives it up and waits for the answer, at most the operation timeout; when this returns, the
   * next {@code tryLock} succeeds (M4). An interrupt does not prevent it (M14).
   *
   * @throws AlreadyUnlockedException if it had ended (M5)
   * @throws BackendUnavailableException if the backend could not be asked: it has ended here, and
   *     its record is deleted in the background
   */
  void release();

  /**
   * As {@link #release()}, without blocking; completes on the listener executor.
   *
   * @return a future that completes when the record is gone, or fails as {@link #release()} does
   */
  CompletableFuture<Void> releaseAsync();

  /** Releases if still held, else does nothing; never throws, also not when interrupted (M14). */
  @Override
  void close();
}
