package dev.lockstep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.conformance.harness.Conformance;
import dev.lockstep.conformance.harness.ConformanceReport;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.AtomicProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The suite on one backend, or on all. */
@Command(
    name = "conform",
    header = "Test one backend or all, rule by rule.",
    description =
        "Runs the conformance suite on whatever is at the URL, in namespaces of its own: through a"
            + " proxy, which refuses everybody where the server should have been stopped; no server"
            + " is stopped, restarted or flushed. Prints a line per rule, and ends with 0 only if"
            + " every rule passed. Takes some minutes for each backend.")
final class ConformCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  /** Which backends; one of the two has to be named. */
  @ArgGroup(multiplicity = "1")
  private Where where = new Where();

  static final class Where {
    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "The backend, such as redis://127.0.0.1:6379, or memory:")
    private Optional<String> url = Optional.empty();

    @Option(
        names = "--all",
        description = "Every backend that Lockstep has, on servers started for it.")
    private boolean all;
  }

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

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the results there as a page of HTML that needs no network.")
  private Optional<String> html = Optional.empty();

  ConformCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    // Known before minutes are spent.
    ResultFile file = new ResultFile(json);
    file.requireWritable();
    ResultFile page = new ResultFile(html);
    page.requireWritable();
    ConformProgress progress =
        new ConformProgress(file.isOut() ? err : out, err, CommandLine.Help.Ansi.AUTO.enabled());
    List<ConformanceReport> reports =
        where.all ? all(progress) : List.of(at(where.url.orElseThrow(), progress));
    String results = where.all ? ConformJson.of(reports) : ConformJson.of(reports.get(0));
    file.write(results, out);
    page.write(ConformPage.of(heading(), reports), out);
    return reports.stream().allMatch(ConformanceReport::isGreen)
        ? ExitCode.OK
        : ExitCode.FOUND_WRONG;
  }

  /** One after the other: two suites at a time would measure each other. */
  private List<ConformanceReport> all(ConformProgress progress) {
    List<ConformanceReport> reports = new ArrayList<>();
    reports.add(at("memory:", progress));
    for (String backend : backends()) {
      err.println("starting " + backend + " ...");
      try (RealServer server = Servers.start(backend)) {
        reports.add(at(server.url(), progress));
      }
    }
    return reports;
  }

  /** Those that there are both an adapter and a server of, sorted. */
  static List<String> backends() {
    return ServiceLoader.load(AtomicProvider.class).stream()
        .map(adapter -> adapter.get().name())
        .filter(Servers.backends()::contains)
        .sorted()
        .toList();
  }

  private ConformanceReport at(String url, ConformProgress progress) {
    Conformance suite = Conformance.of(url);
    if (!rules.isEmpty()) {
      suite = suite.only(rules);
    }
    ConformanceReport report = quietly(suite, progress);
    progress.summary(report);
    return report;
  }

  private static String heading() {
    return new Version().getVersion()[0]
        + ", "
        + DateTimeFormatter.ISO_INSTANT.format(Instant.now().truncatedTo(ChronoUnit.SECONDS));
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
}
