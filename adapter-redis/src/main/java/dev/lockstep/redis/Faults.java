package dev.lockstep.redis;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.LockstepException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one place that says what a fault is to the caller (X4), in a sentence without secrets (X6).
 */
final class Faults {
  /** States that pass by themselves: starting up, failing over, busy. */
  private static final Pattern PASSING =
      Pattern.compile(
          "\\b(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOREPLICAS|MISCONF|UNBLOCKED|UNKILLABLE)\\b");

  private static final Pattern LOGIN =
      Pattern.compile(
          "\\b(WRONGPASS|NOAUTH|invalid password|no password is set|without any password)\\b");

  private final String endpoint;

  Faults(String endpoint) {
    this.endpoint = endpoint;
  }

  String endpoint() {
    return endpoint;
  }

  /**
   * What to tell the caller.
   *
   * @param doing what failed, such as "grant"
   * @param key the path of the record in question
   */
  LockstepException of(Throwable fault, String doing, @Nullable String key) {
    Throwable cause = fault;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof LockstepException known) {
      return known;
    }
    String what =
        "Redis at " + endpoint + ": " + doing + (key == null ? "" : " of " + key) + " failed: ";
    for (Throwable c = cause; c != null; c = c.getCause()) {
      if (c instanceof RedisCommandExecutionException said) {
        return answered(said, what, key);
      }
      if (c instanceof SSLException || c instanceof GeneralSecurityException) {
        return new BackendRefusedException(
            what
                + "TLS: "
                + c.getMessage()
                + "; check that this port speaks TLS, and the settings tls-ca and tls-verify",
            key,
            endpoint,
            cause);
      }
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean slow = root instanceof RedisCommandTimeoutException || root instanceof TimeoutException;
    String said = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return new BackendUnavailableException(
        what
            + (slow ? "no answer in time" : said)
            + "; check that the server runs and can be reached from here",
        key,
        endpoint,
        cause);
  }

  /** The stage, with its error told to the caller. */
  <T> CompletionStage<T> named(CompletionStage<T> stage, String doing, @Nullable String key) {
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

  private LockstepException answered(
      RedisCommandExecutionException said, String what, @Nullable String key) {
    String message = said.getMessage() == null ? "" : said.getMessage();
    if (PASSING.matcher(message).find()) {
      return new BackendUnavailableException(
          what + message + "; it should pass by itself, else look at the server's log",
          key,
          endpoint,
          said);
    }
    String advice;
    if (LOGIN.matcher(message).find()) {
      advice = "check user and password";
    } else if (message.contains("NOPERM")) {
      advice = "grant this user the commands and keys of the namespace";
    } else if (message.contains("OOM")) {
      advice = "the server's maxmemory is used up: raise it";
    } else if (message.contains("LOCKSTEPFORMAT")) {
      advice =
          "the record was written by another major version of Lockstep: use the same version everywhere";
    } else if (message.contains("LOCKSTEPTOKENS")) {
      advice = "the token counter is at its end: somebody set it too high";
    } else if (message.contains("WRONGTYPE")) {
      advice = "the key belongs to another application: use another namespace";
    } else if (message.contains("MOVED") || message.contains("CROSSSLOT")) {
      advice = "this is a node of a Redis Cluster, which this version does not serve";
    } else {
      advice = "the server said no";
    }
    return new BackendRefusedException(what + message + "; " + advice, key, endpoint, said);
  }
}
