package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * The backend answered, and said no: wrong password, missing right, unsupported version, foreign
 * data (X2). Code {@link ErrorCode#BACKEND_REFUSED}.
 */
public final class BackendRefusedException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public BackendRefusedException(String message) {
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
  public BackendRefusedException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.BACKEND_REFUSED, message, key, endpoint, cause);
  }
}
