package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * The lease ended, other than by its release, before the work that it protects did (U1). Code
 * {@link ErrorCode#LEASE_LOST}.
 */
public final class LeaseLostException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public LeaseLostException(String message) {
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
  public LeaseLostException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.LEASE_LOST, message, key, endpoint, cause);
  }
}
