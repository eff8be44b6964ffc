package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * Every number of the pool was taken at some moment of the call (N3). Code {@link
 * ErrorCode#NO_AVAILABLE_NUMBER}.
 */
public final class NoAvailableNumberException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public NoAvailableNumberException(String message) {
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
  public NoAvailableNumberException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.NO_AVAILABLE_NUMBER, message, key, endpoint, cause);
  }
}
