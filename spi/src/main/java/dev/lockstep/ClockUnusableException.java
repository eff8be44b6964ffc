package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * The wall clock of this machine cannot be used for identifiers: it went back too far, or past the
 * end of their range (G4, G5). Code {@link ErrorCode#CLOCK_UNUSABLE}.
 */
public final class ClockUnusableException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public ClockUnusableException(String message) {
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
  public ClockUnusableException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.CLOCK_UNUSABLE, message, key, endpoint, cause);
  }
}
