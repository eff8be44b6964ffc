package dev.lockstep.cli;

import dev.lockstep.LockstepException;
import dev.lockstep.servers.NodeFailed;
import dev.lockstep.servers.ServerFailed;
import dev.lockstep.servers.ServerNotFound;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What a person is told when a command fails: one line without secrets (X6), and an exit code. */
final class Errors {
  /** Up to the last @, since a password may hold one. */
  private static final Pattern CREDENTIALS = Pattern.compile("://[^\\s'\",]*@");

  private final PrintWriter err;
  private final BooleanSupplier stackTraces;

  Errors(PrintWriter err, BooleanSupplier stackTraces) {
    this.err = err;
    this.stackTraces = stackTraces;
  }

  /** The URL, or any text with one, as it may be shown. */
  static String withoutSecrets(String text) {
    return CREDENTIALS.matcher(text).replaceAll("://***@");
  }

  int misused(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    say(
        oneLine(withoutSecrets(String.valueOf(wrong.getMessage())))
            + "; see "
            + command.getCommandSpec().qualifiedName()
            + " --help");
    return ExitCode.USAGE;
  }

  int failed(Exception thrown, CommandLine command, ParseResult parsed) {
    Throwable error = thrown;
    while ((error instanceof CompletionException || error instanceof ExecutionException)
        && error.getCause() != null) {
      error = error.getCause();
    }
    String message = String.valueOf(error.getMessage());
    int exitCode;
    if (error instanceof LockstepException known) {
      say(oneLine(message) + " (" + known.code().number() + ")");
      exitCode = ExitCode.of(known.code());
    } else if (error instanceof ServerNotFound || error instanceof ServerFailed) {
      say(message);
      exitCode = ExitCode.UNAVAILABLE;
    } else if (error instanceof NodeFailed) {
      say(message);
      exitCode = ExitCode.INTERNAL;
    } else {
      say(
          "internal error: "
              + oneLine(withoutSecrets(error.toString()))
              + "; please report it, with what --stack-traces adds");
      exitCode = ExitCode.INTERNAL;
    }
    if (stackTraces.getAsBoolean()) {
      error.printStackTrace(err);
    }
    return exitCode;
  }

  private void say(String message) {
    err.println("lockstep: " + message);
    err.flush();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
