package dev.lockstep.redis;

import dev.lockstep.spi.Faults;
import dev.lockstep.spi.Faults.Verdict;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.RedisProtocolException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** What Redis and Lettuce mean by their errors. */
final class RedisFaults {
  /** States that pass by themselves: starting up, failing over, busy. */
  private static final Pattern PASSING =
      Pattern.compile(
          "\\b(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOREPLICAS|MISCONF|UNBLOCKED|UNKILLABLE)\\b");

  private static final Pattern LOGIN =
      Pattern.compile(
          "\\b(WRONGPASS|NOAUTH|invalid password|no password is set|without any password)\\b");

  /** Where in a script, and the full stop, which the advice follows. */
  private static final Pattern IN_SCRIPT =
      Pattern.compile("( script: [0-9a-f]{40}, on @user_script: ?\\d+)?\\.?$");

  private static final String NO_NODE = "Cannot retrieve cluster partitions";
  private static final String NO_CLUSTER = "cluster support disabled";

  private static final Verdict SILENT_TO_TLS =
      Verdict.unavailable(
          "no answer to TLS in time",
          "check that the server runs, and that this port speaks TLS as rediss:// asks");

  private RedisFaults() {}

  static Faults at(String endpoint) {
    return new Faults("Redis", endpoint, RedisFaults::judge);
  }

  /**
   * While connecting by TLS: whoever does not speak it is silent, and any timer may notice first.
   */
  static Faults overTls(String endpoint) {
    return new Faults("Redis", endpoint, RedisFaults::judgeOverTls);
  }

  private static Optional<Verdict> judge(Throwable cause) {
    if (cause instanceof RedisCommandExecutionException answer) {
      return Optional.of(answered(answer.getMessage() == null ? "" : answer.getMessage()));
    }
    if (cause instanceof RedisException
        && String.valueOf(cause.getMessage()).contains(NO_CLUSTER)) {
      return Optional.of(Verdict.refused("it is no Redis Cluster", "connect by redis://"));
    }
    if (cause instanceof RedisException
        && String.valueOf(cause.getMessage()).startsWith(NO_NODE)
        && !LOGIN.matcher(cause.getMessage()).find()) {
      return Optional.of(
          Verdict.unavailable(
              "none of these nodes tells of the cluster",
              "check that they run and can be reached from here"));
    }
    if (cause instanceof Replicas.TooFew) {
      return Optional.of(
          Verdict.unavailable(
              String.valueOf(cause.getMessage()),
              "check that the replicas run, or lower wait-replicas"));
    }
    if (cause instanceof RedisProtocolException) {
      return Optional.of(
          Verdict.refused("what answers there is no Redis", "check host and port of the URL"));
    }
    if (cause instanceof RedisCommandTimeoutException) {
      return Optional.of(
          Verdict.unavailable(
              "no answer in time", "check that the server runs and can be reached from here"));
    }
    return cause instanceof SslHandshakeTimeoutException
        ? Optional.of(SILENT_TO_TLS)
        : Optional.empty();
  }

  private static Optional<Verdict> judgeOverTls(Throwable cause) {
    return cause instanceof TimeoutException || cause instanceof RedisCommandTimeoutException
        ? Optional.of(SILENT_TO_TLS)
        : judge(cause);
  }

  private static Verdict answered(String said) {
    if (PASSING.matcher(said).find()) {
      return Verdict.unavailable(said, "it should pass by itself, else look at the server's log");
    }
    return Verdict.refused(shortened(said), advice(said));
  }

  /**
   * What Redis says without a login explains the handshake of its protocol, and what it says of a
   * script ends with the script's hash: to nobody's help.
   */
  private static String shortened(String said) {
    return said.startsWith("NOAUTH ")
        ? "NOAUTH, it wants a password"
        : IN_SCRIPT.matcher(said).replaceAll("");
  }

  private static String advice(String said) {
    if (LOGIN.matcher(said).find()) {
      return "check user and password";
    }
    if (said.contains("NOPERM")) {
      return "grant this user the commands and keys of the namespace";
    }
    if (said.contains("OOM")) {
      return "the server's maxmemory is used up: raise it";
    }
    if (said.contains("LOCKSTEPFORMAT")) {
      return "the record was written by another major version of Lockstep: use the same version everywhere";
    }
    if (said.contains("LOCKSTEPTOKENS")) {
      return "the token counter is at its end: somebody set it too high";
    }
    if (said.contains("WRONGTYPE")) {
      return "the key belongs to another application: use another namespace";
    }
    if (said.contains("MOVED") || said.contains("CROSSSLOT")) {
      return "this is a node of a Redis Cluster: connect by redis-cluster://";
    }
    return "the server said no";
  }
}
