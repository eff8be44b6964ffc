package dev.lockstep.spi;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.LockstepException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a client library's exceptions become ours (X4): a sentence that says what
 * failed, on which endpoint and key, and what to do, without secrets (X6). Immutable.
 */
public final class Faults {
  private final String product;
  private final String endpoint;
  private final Judge judge;

  /** Knows the exceptions of one client library. */
  @FunctionalInterface
  public interface Judge {
    /**
     * {@return what this one says, if anything; asked of each cause, from the outermost to the
     * root}
     *
     * @param cause the exception, or one of its causes
     */
    Optional<Verdict> of(Throwable cause);
  }

  /**
   * What an exception means.
   *
   * @param refused the backend said no, and will again; else it could not be asked
   * @param said what it said
   * @param advice what to do about it
   */
  public record Verdict(boolean refused, String said, String advice) {
    /**
     * It said no.
     *
     * @param said what it said
     * @param advice what to do about it
     * @return the verdict
     */
    public static Verdict refused(String said, String advice) {
      return new Verdict(true, said, advice);
    }

    /**
     * It could not be asked; that may pass.
     *
     * @param said what it said
     * @param advice what to do about it
     * @return the verdict
     */
    public static Verdict unavailable(String said, String advice) {
      return new Verdict(false, said, advice);
    }
  }

  /**
   * Faults of one backend.
   *
   * @param product how people call it, such as "Redis"
   * @param endpoint where it is, without credentials
   * @param judge what its client's exceptions mean; refused TLS, time-outs and connections that
   *     broke need no judge
   */
  public Faults(String product, String endpoint, Judge judge) {
    this.product = product;
    this.endpoint = endpoint;
    this.judge = judge;
  }

  /** {@return where the backend is, without credentials} */
  public String endpoint() {
    return endpoint;
  }

  /**
   * {@return what to tell the caller}
   *
   * @param doing what failed, such as "grant"
   * @param key the path of the record in question
   * @param fault what was thrown
   */
  public LockstepException of(Throwable fault, String doing, @Nullable String key) {
    Throwable cause = unwrapped(fault);
    if (cause instanceof LockstepException known) {
      return known;
    }
    Verdict verdict = verdict(cause);
    String message =
        product
            + " at "
            + endpoint
            + ": "
            + doing
            + (key == null ? "" : " of " + key)
            + " failed: "
            + withoutStop(verdict.said())
            + "; "
            + verdict.advice();
    return verdict.refused()
        ? new BackendRefusedException(message, key, endpoint, cause)
        : new BackendUnavailableException(message, key, endpoint, cause);
  }

  /**
   * {@return the stage, with its error told to the caller}
   *
   * @param <T> what the stage brings
   * @param stage what may fail
   * @param doing what failed, such as "grant"
   * @param key the path of the record in question
   */
  public <T> CompletionStage<T> named(
      CompletionStage<T> stage, String doing, @Nullable String key) {
    CompletableFuture<T> named = new CompletableFuture<>();
    stage.whenComplete(
        (value, error) -> {
          if (error == null) {
            named.complete(value);
          } else {
            named.completeExceptionally(of(error, doing, key));
          }
        });
    return named;
  }

  /**
   * {@return a write whose answer is an error: nobody can say what became of it}
   *
   * @param fault what was thrown
   * @param doing what failed, such as "grant"
   * @param key the record in question
   */
  public Outcome.Unknown unknown(Throwable fault, String doing, Key key) {
    return new Outcome.Unknown(of(fault, doing, key.path()));
  }

  private Verdict verdict(Throwable cause) {
    Throwable root = cause;
    for (Throwable c = cause; c != null; c = c.getCause()) {
      Optional<Verdict> known = judge.of(c);
      if (known.isPresent()) {
        return known.get();
      }
      if (c instanceof SSLException || c instanceof GeneralSecurityException) {
        return Verdict.refused(
            "TLS: " + root(c).getMessage(),
            "check that this port speaks TLS, and the settings tls-ca and tls-verify");
      }
      root = c;
    }
    String said =
        root instanceof TimeoutException
            ? "no answer in time"
            : root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return Verdict.unavailable(said, "check that the server runs and can be reached from here");
  }

  /** The sentence goes on. */
  private static String withoutStop(String said) {
    return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
  }

  /** What says it in the fewest words: those round it repeat it behind the names of classes. */
  private static Throwable root(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null && root.getCause().getMessage() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static Throwable unwrapped(Throwable fault) {
    Throwable cause = fault;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
