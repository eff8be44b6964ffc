package dev.lockstep.consul;

import dev.lockstep.spi.Faults;
import dev.lockstep.spi.Faults.Verdict;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import org.apache.http.conn.ConnectTimeoutException;

/** What Consul and its client mean by their errors. */
final class ConsulFaults {
  /** In Consul's words, of each operation that is used; which it is, its number tells. */
  private static final List<String> COMPARISONS =
      List.of(
          "exists",
          "doesn't exist",
          "current modify index",
          "current session",
          "index is stale",
          "already held",
          "isn't held",
          "invalid session");

  private ConsulFaults() {}

  static Faults at(String endpoint) {
    return new Faults("Consul", endpoint, ConsulFaults::judge);
  }

  /**
   * An operation of a transaction found something else than it was told to expect, which is an
   * answer; all else that can be said of it is a failure.
   */
  static boolean isComparison(String said) {
    return COMPARISONS.stream().anyMatch(said::contains);
  }

  private static Optional<Verdict> judge(Throwable cause) {
    if (cause instanceof SocketTimeoutException || cause instanceof ConnectTimeoutException) {
      return Optional.of(
          Verdict.unavailable(
              "no answer in time", "check that the agent runs and can be reached from here"));
    }
    return cause instanceof Refusal refusal ? Optional.of(verdict(refusal)) : Optional.empty();
  }

  private static Verdict verdict(Refusal refusal) {
    String said = refusal.said();
    if (said.contains("ACL not found")) {
      return Verdict.refused(said, "check the token");
    }
    if (said.contains("Permission denied") || refusal.status() == 403) {
      return Verdict.refused(
          said,
          "give a token that may write the keys of the namespace (key_prefix) and sessions"
              + " (session_prefix)");
    }
    if (said.contains("Invalid Session TTL")) {
      return Verdict.refused(
          said, "set session-ttl-min to the session_ttl_min of Consul's servers");
    }
    if (said.contains("No path to datacenter")) {
      return Verdict.refused(said, "check the setting datacenter");
    }
    if (refusal.status() == 429 || refusal.status() >= 500) {
      return Verdict.unavailable(said, "see what the agent and its servers say; it may pass");
    }
    return Verdict.refused(said, "check that an agent of Consul answers there");
  }
}
