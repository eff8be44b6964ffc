package dev.lockstep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.conformance.harness.Conformance;
import dev.lockstep.conformance.harness.ConformanceReport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The suite on a backend. */
@Command(
    name = "conform",
    header = "Test a backend, rule by rule.",
    description =
        "Runs the conformance suite on whatever is at the URL, in namespaces of its own: through a"
            + " proxy, which refuses everybody where the server should have been stopped; no server"
            + " is stopped, restarted or flushed. Prints a line per rule, and ends with 0 only if"
            + " every rule passed. Takes some minutes.")
final class ConformCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--url",
      paramLabel = "URL",
      required = true,
      description = "The backend, such as redis://127.0.0.1:6379, or memory:")
  private String url = "";

  @Option(
      names = "--rule",
      paramLabel = "ID",
      description = "Only this rule, such as M5; may be repeated; all of them if absent.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results there, for a program; - is the standard output.")
  private Optional<String> json = Optional.empty();

  ConformCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    Conformance suite = Conformance.of(url);
    if (!rules.isEmpty()) {
      suite = suite.only(rules);
    }
    requireWritable();
    boolean toOut = json.equals(Optional.of("-"));
    ConformProgress progress =
        new ConformProgress(toOut ? err : out, err, CommandLine.Help.Ansi.AUTO.enabled());
    ConformanceReport report = quietly(suite, progress);
    progress.summary(report);
    if (toOut) {
      out.println(ConformJson.of(report));
      out.flush();
    } else if (json.isPresent()) {
      Files.writeString(Path.of(json.get()), ConformJson.of(report) + System.lineSeparator());
    }
    return report.isGreen() ? ExitCode.OK : ExitCode.FOUND_WRONG;
  }

  /**
   * Without what is logged: what befalls kits in the suite is done to them on purpose, and would
   * drown the results. It is written all the same, since the suite reads it (X6).
   */
  private static ConformanceReport quietly(Conformance suite, ConformProgress progress) {
    PrintStream before = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8));
    try {
      return suite.run(progress);
    } finally {
      System.setErr(before);
    }
  }

  /** Known before minutes are spent. */
  private void requireWritable() {
    if (json.isEmpty() || json.get().equals("-")) {
      return;
    }
    Path file = Path.of(json.get()).toAbsolutePath();
    Path folder = file.getParent();
    if (folder == null || !Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new InvalidOptionException(
          "the results cannot be written to '"
              + json.get()
              + "'; name a file in a folder of yours");
    }
  }
}
