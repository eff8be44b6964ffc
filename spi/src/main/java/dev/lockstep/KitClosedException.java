package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * The kit, or the election, was closed before or during the call (C1). Code {@link
 * ErrorCode#KIT_CLOSED}.
 */
public final class KitClosedException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public KitClosedException(String message) {
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
  public KitClosedException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.KIT_CLOSED, message, key, endpoint, cause);
  }
}
