package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * The lease had been released or lost before it was released (M5). Nobody else's lease was touched.
 * Code {@link ErrorCode#ALREADY_UNLOCKED}.
 */
public final class AlreadyUnlockedException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public AlreadyUnlockedException(String message) {
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
  public AlreadyUnlockedException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.ALREADY_UNLOCKED, message, key, endpoint, cause);
  }
}
