package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * The longest wait was over before the lock was free (M3). Nothing is left behind (M7). Code {@link
 * ErrorCode#LOCK_NOT_ACQUIRED}.
 */
public final class LockNotAcquiredException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public LockNotAcquiredException(String message) {
    this(message, null, null, null);
  }

  /**
   * An error with what is known of its place.
   *
   * @param message what failed and what to do; holds no secret
   * @param key the name in question
   * @param endpoint the endpoint in question, without credentials
   * @param cause what led to it
   */
  public LockNotAcquiredException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.LOCK_NOT_ACQUIRED, message, key, endpoint, cause);
  }
}
