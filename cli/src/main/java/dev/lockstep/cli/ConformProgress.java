package dev.lockstep.cli;

import dev.lockstep.conformance.RuleBook;
import dev.lockstep.conformance.RuleResult;
import dev.lockstep.conformance.Status;
import dev.lockstep.conformance.harness.ConformanceListener;
import dev.lockstep.conformance.harness.ConformanceReport;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** A line per rule, when it is through; on a terminal also one that says what runs now. */
final class ConformProgress implements ConformanceListener {
  private static final String CLEAR = "\r\033[K";

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;
  private final Set<String> running = new LinkedHashSet<>();
  private int rules;
  private int done;

  ConformProgress(PrintWriter out, PrintWriter err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void begun(int count) {
    rules = count;
  }

  @Override
  public void started(String rule) {
    running.add(rule);
    now();
  }

  @Override
  public void judged(RuleResult result) {
    done++;
    running.remove(result.id());
    clear();
    out.println(line(result));
    out.flush();
    now();
  }

  /** The last lines. */
  void summary(ConformanceReport report) {
    clear();
    out.println(
        report.backend()
            + ": "
            + report.count(Status.PASSED)
            + " passed, "
            + report.count(Status.FAILED)
            + " failed, "
            + report.count(Status.INCONCLUSIVE)
            + " inconclusive");
    out.flush();
  }

  private static String line(RuleResult result) {
    return String.format(
        Locale.ROOT,
        "%-4s %-12s %-6s %6d ops %6.1f s  %s",
        result.id(),
        result.status(),
        result.evidence(),
        result.operations(),
        result.millis() / 1000.0,
        result.status() == Status.PASSED
            ? RuleBook.rules().get(result.id())
            : Errors.withoutSecrets(result.message()));
  }

  private void now() {
    if (terminal) {
      err.print(CLEAR + done + " of " + rules + " rules; now " + String.join(" ", running));
      err.flush();
    }
  }

  private void clear() {
    if (terminal) {
      err.print(CLEAR);
      err.flush();
    }
  }
}
