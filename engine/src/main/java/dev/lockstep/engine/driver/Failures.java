package dev.lockstep.engine.driver;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.KitClosedException;
import dev.lockstep.LockstepException;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The errors of the drivers, in one wording. */
final class Failures {
  private Failures() {}

  static KitClosedException closed() {
    return new KitClosedException("the kit is closed; open another");
  }

  /** Whether asking again may help. */
  static boolean isTransient(Throwable cause) {
    return !(cause instanceof LockstepException) || cause instanceof BackendUnavailableException;
  }

  /** Whether it says no more than that nothing was heard. */
  static boolean isSilence(Throwable cause) {
    return cause.getCause() instanceof TimeoutException;
  }

  /** Whether the backend, or the way to it, failed to answer; what it refuses it has answered. */
  static boolean isUnanswered(@Nullable Object value, @Nullable Throwable error) {
    Throwable cause = error;
    if (value instanceof Outcome.Unknown unknown) {
      cause = unknown.cause();
    } else if (value instanceof Renewal.Unknown unknown) {
      cause = unknown.cause();
    }
    return cause != null && isTransient(cause);
  }

  /**
   * What the caller is told when the backend could not be asked: the adapter's own words where it
   * has some.
   */
  static LockstepException unavailable(
      Kernel kernel, String what, String name, @Nullable Throwable cause) {
    if (cause instanceof LockstepException known) {
      return known;
    }
    String endpoint = kernel.store().endpoint();
    String reason = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
    return new BackendUnavailableException(
        endpoint
            + " could not be asked while "
            + what
            + (name.isEmpty() ? "" : " '" + name + "'")
            + reason
            + ". Check that it runs and can be reached",
        name.isEmpty() ? null : name,
        endpoint,
        cause);
  }
}
