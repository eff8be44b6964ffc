package dev.lockstep.cli;

import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.servers.Guardian;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * A command that runs while a lease is held: told its token, ended when the lease is lost, and
 * ended too if this process is killed.
 */
final class LeasedCommand {
  private final List<String> words;
  private final Duration grace;
  private final Signals signals;
  private final PrintWriter err;

  LeasedCommand(List<String> words, Duration grace, Signals signals, PrintWriter err) {
    this.words = List.copyOf(words);
    this.grace = grace;
    this.signals = signals;
    this.err = err;
  }

  /** Blocks until the command has ended: its exit code, or empty if the lease was lost first. */
  OptionalInt run(Lease lease, Map<String, String> told) {
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    builder.environment().put("LOCKSTEP_TOKEN", Long.toString(lease.token()));
    builder.environment().put("LOCKSTEP_LOCK", lease.key());
    builder
        .environment()
        .put(
            "LOCKSTEP_EXPIRES",
            Instant.now().plus(lease.remaining()).truncatedTo(ChronoUnit.MILLIS).toString());
    builder.environment().putAll(told);
    try (Guardian guardian = new Guardian(grace)) {
      return run(lease, guardian.start(builder));
    } catch (IOException unable) {
      say(
          "cannot run "
              + words.get(0)
              + ": "
              + String.valueOf(unable.getMessage()).replaceAll(".*error=\\d+, ", ""));
      return OptionalInt.of(ExitCode.CANNOT_RUN);
    }
  }

  private OptionalInt run(Lease lease, Process process) {
    try {
      signals.passOnTo(process);
      CompletableFuture<LeaseEnd> lost = lease.lost().toCompletableFuture();
      CompletableFuture.anyOf(process.onExit(), lost).join();
      if (process.isAlive()) {
        LeaseEnd end = lost.join();
        say(
            "lost "
                + lease.key()
                + " (token "
                + lease.token()
                + ", "
                + end.cause()
                + ") while "
                + words.get(0)
                + " ran; it is ended");
        ProcessTree.of(process).end(grace);
        return OptionalInt.empty();
      }
      return OptionalInt.of(process.exitValue());
    } finally {
      signals.passOnToNobody();
    }
  }

  private void say(String what) {
    err.println("lockstep: " + what);
    err.flush();
  }
}
