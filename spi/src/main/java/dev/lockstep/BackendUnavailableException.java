package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * The backend could not be asked within the timeout (X1). Whether a request was carried out may be
 * unknown; the library cleans up by itself. Code {@link ErrorCode#BACKEND_UNAVAILABLE}.
 */
public final class BackendUnavailableException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public BackendUnavailableException(String message) {
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
  public BackendUnavailableException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.BACKEND_UNAVAILABLE, message, key, endpoint, cause);
  }
}
