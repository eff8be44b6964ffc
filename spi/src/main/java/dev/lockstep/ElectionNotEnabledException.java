package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * The election in question was not enabled in this kit (E9). Code {@link
 * ErrorCode#ELECTION_NOT_ENABLED}.
 */
public final class ElectionNotEnabledException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public ElectionNotEnabledException(String message) {
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
  public ElectionNotEnabledException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.ELECTION_NOT_ENABLED, message, key, endpoint, cause);
  }
}
