package dev.lockstep;

import org.jspecify.annotations.Nullable;

/**
 * The data of the backend went back to an earlier state, so that a smaller token would have been
 * issued (F4): a restore from a backup that nobody announced. What was granted was given back; it
 * goes on when the restore is announced, by {@link Inspector#raiseTokenBase} or {@code lockstep
 * epoch bump}. Code {@link ErrorCode#HISTORY_LOST}.
 */
public final class HistoryLostException extends LockstepException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that concerns no key and no endpoint in particular.
   *
   * @param message what failed, where, and what to do
   */
  public HistoryLostException(String message) {
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
  public HistoryLostException(
      String message, @Nullable String key, @Nullable String endpoint, @Nullable Throwable cause) {
    super(ErrorCode.HISTORY_LOST, message, key, endpoint, cause);
  }
}
