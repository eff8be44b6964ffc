package dev.lockstep.nats;

import dev.lockstep.spi.Faults;
import dev.lockstep.spi.Faults.Verdict;
import io.nats.client.AuthenticationException;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What NATS and jnats mean by their errors. */
final class NatsFaults {
  static final int STREAM_NOT_FOUND = 10059;
  static final int STREAM_EXISTS = 10058;
  private static final int MESSAGE_NOT_FOUND = 10037;
  private static final int WRONG_SEQUENCE = 10071;
  private static final int OFF = 10076;
  private static final int OFF_FOR_ACCOUNT = 10039;
  private static final int NO_SPACE = 10047;
  private static final int NO_RESOURCES = 10023;

  /**
   * States that pass by themselves, in which nothing was carried out: no leader, too much to do, or
   * another write to the subject, to which not all copies have agreed yet.
   */
  private static final int NO_META_LEADER = 10008;

  private static final int NOT_LEADER = 10009;
  private static final int TOO_MANY_REQUESTS = 10167;
  private static final int ANOTHER_UNDER_WAY = 10164;

  private static final Pattern LAST = Pattern.compile("wrong last sequence: (\\d+)");

  private NatsFaults() {}

  static Faults at(String endpoint) {
    return new Faults("NATS", endpoint, NatsFaults::judge);
  }

  /** The sequence that stands where another one was expected; negative for every other fault. */
  static long standingSequence(Throwable fault) {
    JetStreamApiException said = said(fault);
    if (said == null || said.getApiErrorCode() != WRONG_SEQUENCE) {
      return -1;
    }
    Matcher last = LAST.matcher(String.valueOf(said.getErrorDescription()));
    return last.find() ? Long.parseLong(last.group(1)) : Long.MAX_VALUE;
  }

  static boolean isNoMessage(Throwable fault) {
    JetStreamApiException said = said(fault);
    return said != null && said.getApiErrorCode() == MESSAGE_NOT_FOUND;
  }

  static boolean isNoStream(Throwable fault) {
    JetStreamApiException said = said(fault);
    return said != null && said.getApiErrorCode() == STREAM_NOT_FOUND;
  }

  static boolean isStreamThere(Throwable fault) {
    JetStreamApiException said = said(fault);
    return said != null && said.getApiErrorCode() == STREAM_EXISTS;
  }

  /** Nobody took the request, which may pass: it can be sent again without a second thought. */
  static boolean isTransient(Throwable fault) {
    Throwable cause = unwrapped(fault);
    JetStreamApiException said = said(fault);
    return cause instanceof NobodyAnswers
        || cause instanceof NotConnected
        || (said != null && passes(said.getApiErrorCode()));
  }

  private static boolean passes(int code) {
    return code == NO_META_LEADER
        || code == NOT_LEADER
        || code == TOO_MANY_REQUESTS
        || code == ANOTHER_UNDER_WAY;
  }

  static Throwable unwrapped(Throwable fault) {
    return fault instanceof CompletionException && fault.getCause() != null
        ? fault.getCause()
        : fault;
  }

  private static @Nullable JetStreamApiException said(Throwable fault) {
    return unwrapped(fault) instanceof JetStreamApiException said ? said : null;
  }

  /** What the server said when somebody connected. */
  static IOException refused(String said) {
    return said.toLowerCase(Locale.ROOT).contains("auth")
        ? new AuthenticationException(said)
        : new IOException("it said " + said);
  }

  private static Optional<Verdict> judge(Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    if (cause instanceof JetStreamApiException answer) {
      return Optional.of(answered(answer));
    }
    if (cause instanceof AuthenticationException) {
      return Optional.of(
          Verdict.refused(
              "it does not let us in", "check user and password, or token, nkey, credentials"));
    }
    if (cause instanceof Forbidden) {
      return Optional.of(
          Verdict.refused(
              said, "grant this user the subjects that the page of this adapter names"));
    }
    if (cause instanceof NobodyAnswers) {
      return Optional.of(
          Verdict.unavailable(
              "nobody takes it",
              "the bucket has no leader or was deleted, or JetStream does not run: look at the servers'"
                  + " logs"));
    }
    if (cause instanceof NotConnected) {
      return Optional.of(
          Verdict.unavailable(said, "check that the server runs and can be reached from here"));
    }
    if (cause instanceof CancellationException) {
      return Optional.of(
          Verdict.unavailable(
              "no answer in time", "check that the server runs and can be reached from here"));
    }
    if (said.startsWith("SSL required") || said.startsWith("SSL connection wanted")) {
      return Optional.of(
          Verdict.refused(
              said.startsWith("SSL required")
                  ? "the server wants TLS"
                  : "the server does not speak TLS",
              "check the settings tls and tls-ca"));
    }
    return Optional.empty();
  }

  private static Verdict answered(JetStreamApiException answer) {
    int code = answer.getApiErrorCode();
    String said = answer.getErrorDescription() + " [" + code + "]";
    if (code == OFF || code == OFF_FOR_ACCOUNT) {
      return Verdict.refused(said, jetStreamOff());
    }
    if (code == STREAM_NOT_FOUND) {
      return Verdict.refused(
          said, "the bucket is not there: make it, or let this adapter do so by create-bucket");
    }
    if (code == NO_SPACE || code == NO_RESOURCES) {
      return Verdict.refused(said, "the space that JetStream may use is used up: raise it");
    }
    return passes(code) || answer.getErrorCode() >= 500
        ? Verdict.unavailable(said, "it should pass by itself, else look at the server's log")
        : Verdict.refused(said, "the server said no");
  }

  static String jetStreamOff() {
    return "start the server with JetStream (-js, or jetstream {} in its configuration), and enable"
        + " it for this account";
  }
}
