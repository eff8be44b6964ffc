package dev.lockstep.etcd;

import dev.lockstep.spi.Faults;
import dev.lockstep.spi.Faults.Verdict;
import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What etcd and jetcd mean by their errors. */
final class EtcdFaults {
  private static final String NO_LEASE = "requested lease not found";

  private static final Pattern LOGIN =
      Pattern.compile("authentication failed|user name is empty|user name not found");

  /** A login that ended is renewed by the next request; the others say that much themselves. */
  private static final Pattern PASSING =
      Pattern.compile("invalid auth token|revision of auth store is old|too many requests");

  private EtcdFaults() {}

  static Faults at(String endpoint) {
    return new Faults("etcd", endpoint, EtcdFaults::judge);
  }

  /** The lease is gone: nothing was carried out, and nothing on it stands. */
  static boolean leaseIsGone(Throwable fault) {
    for (Throwable c = fault; c != null; c = c.getCause()) {
      if (code(c) == Status.Code.NOT_FOUND && String.valueOf(c.getMessage()).contains(NO_LEASE)) {
        return true;
      }
    }
    return false;
  }

  /** This user may not ask that. */
  static boolean isDenied(Throwable fault) {
    for (Throwable c = fault; c != null; c = c.getCause()) {
      if (code(c) == Status.Code.PERMISSION_DENIED) {
        return true;
      }
    }
    return false;
  }

  private static Status.@Nullable Code code(Throwable cause) {
    if (cause instanceof StatusRuntimeException said) {
      return said.getStatus().getCode();
    }
    if (cause instanceof StatusException said) {
      return said.getStatus().getCode();
    }
    return cause instanceof EtcdException said
        ? Status.Code.valueOf(said.getErrorCode().name())
        : null;
  }

  private static Optional<Verdict> judge(Throwable cause) {
    Status.Code code = code(cause);
    if (code == null) {
      return Optional.empty();
    }
    String said = String.valueOf(cause.getMessage());
    if (LOGIN.matcher(said).find()) {
      return Optional.of(Verdict.refused(said, "check user and password"));
    }
    if (said.contains("authentication is not enabled")) {
      return Optional.of(
          Verdict.refused(said, "leave user and password out: this server asks nobody for them"));
    }
    if (said.contains("permission denied")) {
      return Optional.of(Verdict.refused(said, "grant this user's role the keys of the namespace"));
    }
    if (said.contains("message exceeds maximum size")) {
      return Optional.of(
          Verdict.refused(said, "let this client take more: raise its maxInboundMessageSize"));
    }
    if (PASSING.matcher(said).find()) {
      return Optional.of(
          Verdict.unavailable(said, "it should pass by itself, else look at the server's log"));
    }
    return switch (code) {
      // A login that failed is wrapped so, whatever the reason, which is its cause.
      case UNAUTHENTICATED ->
          cause.getCause() != null && code(cause.getCause()) != null
              ? Optional.empty()
              : Optional.of(Verdict.refused(said, "check user and password"));
      case INVALID_ARGUMENT, FAILED_PRECONDITION ->
          Optional.of(Verdict.refused(said, "the server said no"));
      case UNIMPLEMENTED ->
          Optional.of(Verdict.refused(said, "check that this is a server of etcd 3.5 or later"));
      case RESOURCE_EXHAUSTED ->
          Optional.of(Verdict.refused(said, "make room: compact, defragment, disarm the alarm"));
      case DEADLINE_EXCEEDED ->
          Optional.of(
              Verdict.unavailable(
                  "no answer in time", "check that the server runs and can be reached from here"));
      default -> Optional.empty();
    };
  }
}
