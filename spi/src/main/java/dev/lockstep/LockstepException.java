package dev.lockstep;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one family of errors: a final class per {@link ErrorCode}. It is sealed, so that the same
 * fault is the same class on every backend (X4). Messages hold no secrets (X6).
 */
public abstract sealed class LockstepException extends RuntimeException
    permits InvalidOptionException,
        LockNotAcquiredException,
        AlreadyUnlockedException,
        ElectionNotEnabledException,
        NoAvailableNumberException,
        LeaseLostException,
        KitClosedException,
        OperationInterruptedException,
        BackendUnavailableException,
        DefaultKitNotConfiguredException,
        BackendRefusedException,
        HistoryLostException,
        ClockUnusableException {
  private static final long serialVersionUID = 1L;

  /** Which error this is. */
  private final ErrorCode code;

  /** The name in question. */
  private final @Nullable String key;

  /** The endpoint in question, without secrets. */
  private final @Nullable String endpoint;

  LockstepException(
      ErrorCode code,
      String message,
      @Nullable String key,
      @Nullable String endpoint,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.key = key;
    this.endpoint = endpoint;
  }

  /** {@return which error this is (X2)} */
  public ErrorCode code() {
    return code;
  }

  /** {@return the name in question, if any} */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }

  /** {@return the endpoint in question, if any, without secrets (X6)} */
  public Optional<String> endpoint() {
    return Optional.ofNullable(endpoint);
  }
}
