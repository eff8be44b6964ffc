package dev.lockstep.cli;

import dev.lockstep.Lease;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** What is to be held, and the command that runs meanwhile. */
final class CommandOptions {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The name of the lock, the domain of the election or the pool of numbers.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description =
          "After --: the command and its arguments. It finds LOCKSTEP_TOKEN, LOCKSTEP_LOCK and"
              + " LOCKSTEP_EXPIRES in its environment.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = NotNegative.class,
      description =
          "How long a command that lost what it ran under may take to end after TERM, before it is"
              + " killed; 5s if absent.")
  private Duration grace = Duration.ofSeconds(5);

  String name() {
    return name;
  }

  boolean isGiven() {
    return !words.isEmpty();
  }

  /** Runs it; empty if it was ended because the lease was lost. */
  OptionalInt run(Lease lease, Map<String, String> told, Signals signals, PrintWriter err) {
    return new LeasedCommand(words, grace, signals, err).run(lease, told);
  }

  /** The library knows nothing of this time, and does not refuse one below zero. */
  static final class NotNegative extends DurationText {
    @Override
    public Duration convert(String text) {
      Duration time = super.convert(text);
      if (time.isNegative()) {
        throw new TypeConversionException("'" + text + "' is less than nothing");
      }
      return time;
    }
  }
}
