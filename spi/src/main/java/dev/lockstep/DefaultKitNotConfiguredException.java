package dev.lockstep;

import org.jspecify.annotations.Nullable;

/** No default kit was set (U3). Code {@link ErrorCode#DEFAULT_KIT_NOT_CONFIGURED}. */
public final class DefaultKitNotConfiguredException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public DefaultKitNotConfiguredException(String message) {
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
  public DefaultKitNotConfiguredException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.DEFAULT_KIT_NOT_CONFIGURED, message, key, endpoint, cause);
  }
}
