package dev.lockstep.cli;

import dev.lockstep.simulation.Mutant;
import dev.lockstep.simulation.ProgressListener;
import dev.lockstep.simulation.Simulation;
import dev.lockstep.simulation.SimulationOptions;
import dev.lockstep.simulation.SimulationReport;
import dev.lockstep.simulation.Violation;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The shipped engine in worlds that seeds decide, and what was seen there. */
@Command(
    name = "simulate",
    header = "Run the engine in simulated worlds, with faults of every kind.",
    description =
        "Each seed decides a world of its own: clocks, pauses, and what is lost, late or doubled."
            + " Ends with 0 only if enough was seen and no rule was broken. The same seeds give"
            + " the same trace.")
final class SimulateCommand implements Callable<Integer> {
  private static final long TELL_EVERY = TimeUnit.SECONDS.toNanos(5);
  private static final int SHOWN = 20;

  /** Fewer worlds never see enough (S3). */
  private static final int LEAST_SEEDS = 10;

  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "How many worlds; ${DEFAULT-VALUE} if absent.")
  private int seeds = 1000;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The seed of the first one; ${DEFAULT-VALUE} if absent.")
  private long seed = 1;

  @Option(
      names = "--replay",
      description = "Run the one world of --seed, and tell all that happens in it.")
  private boolean replay;

  @Option(
      names = "--mutant",
      paramLabel = "LAW",
      description =
          "Break the law of the engine on purpose, to see it noticed: ${COMPLETION-CANDIDATES}.")
  private Mutant mutant = Mutant.NONE;

  @Spec private CommandSpec spec = CommandSpec.create();

  SimulateCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    if (seeds < LEAST_SEEDS && !replay) {
      throw new ParameterException(
          spec.commandLine(),
          "--seeds takes a number from "
              + LEAST_SEEDS
              + ", since fewer worlds see too little, and was given "
              + seeds
              + "; --replay runs one");
    }
    SimulationReport report =
        replay
            ? Simulation.replay(seed, SimulationOptions.of(1, seed).with(mutant), out::println)
            : Simulation.run(SimulationOptions.of(seeds, seed).with(mutant), new Progress());
    tell(report);
    boolean right = replay ? report.violations().isEmpty() : report.isClean();
    return right ? ExitCode.OK : ExitCode.FOUND_WRONG;
  }

  private void tell(SimulationReport report) {
    row("seeds", String.format(Locale.ROOT, "%,d from %d", report.seeds(), seed));
    row("virtual hours", String.format(Locale.ROOT, "%,.1f", report.virtualHours()));
    row("events", report.events());
    row("grants", report.grants());
    row("hand-overs", report.handovers());
    row("losses", report.losses());
    row("great faults", report.faults());
    row("marks raised", report.raises());
    row("identifiers", report.identifiers());
    row("trace", report.traceHash());
    row("violations", report.violations().size());
    for (Violation violation : report.violations().stream().limit(SHOWN).toList()) {
      out.println("  " + violation);
    }
    if (!report.violations().isEmpty()) {
      out.println("replay one: lockstep simulate --replay --seed " + first(report));
    } else if (!replay && !report.isConclusive()) {
      out.println("inconclusive: too little was seen; take more --seeds");
    }
    out.flush();
  }

  private String first(SimulationReport report) {
    String law = mutant == Mutant.NONE ? "" : " --mutant " + mutant;
    return report.violations().get(0).seed() + law;
  }

  private void row(String what, long count) {
    row(what, String.format(Locale.ROOT, "%,d", count));
  }

  private void row(String what, String value) {
    out.println(String.format(Locale.ROOT, "%-14s %s", what, value));
  }

  /** A line every few seconds. */
  private final class Progress implements ProgressListener {
    private long told = System.nanoTime();

    @Override
    public void done(long seeds, long of, long violations) {
      if (System.nanoTime() - told >= TELL_EVERY) {
        told = System.nanoTime();
        err.println(
            String.format(
                Locale.ROOT,
                "%,d of %,d seeds, %,d violation%s",
                seeds,
                of,
                violations,
                violations == 1 ? "" : "s"));
        err.flush();
      }
    }
  }
}
