package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * A value that was given is wrong: named, with what would have been right; nothing was sent (X3).
 * Code {@link ErrorCode#INVALID_OPTION}.
 */
public final class InvalidOptionException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public InvalidOptionException(String message) {
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
  public InvalidOptionException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.INVALID_OPTION, message, key, endpoint, cause);
  }
}
