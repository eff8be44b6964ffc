package dev.lockstep.cli;

import dev.lockstep.bench.Bench;
import dev.lockstep.bench.BenchOptions;
import dev.lockstep.bench.BenchRow;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.ServerFailed;
import dev.lockstep.servers.ServerNotFound;
import dev.lockstep.servers.Servers;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lockstep beside the bare clients of its backends. */
@Command(
    name = "bench",
    header = "Measure Lockstep beside the bare clients of its backends.",
    description =
        "A lock that nobody else wants, and hand-overs, on each backend; beside them the same"
            + " requests by the client library alone, in turns in one run. Servers are started for"
            + " it. It judges nothing: it shows where Lockstep stands on this machine.")
final class BenchCommand implements Callable<Integer> {
  private static final String MEMORY = "memory";

  private final PrintWriter out;
  private final PrintWriter err;

  @ArgGroup private Where where = new Where();
  @ArgGroup private Length length = new Length();

  static final class Where {
    @Option(
        names = "--backend",
        paramLabel = "NAME",
        arity = "1..*",
        description = "Only these backends; all that can be had if absent.")
    private List<String> backends = new ArrayList<>();

    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "A server of yours instead, in namespaces of its own.")
    private Optional<String> url = Optional.empty();
  }

  static final class Length {
    @Option(names = "--quick", description = "One second of each, to see where it stands.")
    private boolean quick;

    @Option(
        names = "--duration",
        paramLabel = "TIME",
        converter = CommandOptions.NotNegative.class,
        description = "How long to measure each subject in each scenario; 5s if absent.")
    private Duration each = Duration.ofSeconds(5);
  }

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides the order of turns; ${DEFAULT-VALUE} if absent.")
  private long seed = 1;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results there, for a program; - is the standard output.")
  private Optional<String> json = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  BenchCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    requireKnown(where.backends);
    ResultFile file = new ResultFile(json);
    file.requireWritable();
    BenchOptions options =
        length.quick ? BenchOptions.quick(seed) : BenchOptions.lasting(length.each, seed);
    List<BenchRow> rows = where.url.isPresent() ? at(where.url.get(), options) : onServers(options);
    BenchResults results = new BenchResults(rows, options);
    if (!file.isOut()) {
      results.table().forEach(out::println);
      out.flush();
    }
    file.write(results.json(), out);
    return ExitCode.OK;
  }

  private void requireKnown(List<String> backends) {
    for (String name : backends) {
      if (!known().contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "'" + name + "' cannot be measured here; known: " + String.join(", ", known()));
      }
    }
  }

  private List<BenchRow> at(String url, BenchOptions options) {
    return Bench.run(Bench.backend(url), url, options, this::tell);
  }

  /** One after the other: two at a time would measure each other. */
  private List<BenchRow> onServers(BenchOptions options) {
    List<BenchRow> rows = new ArrayList<>();
    for (String backend : where.backends.isEmpty() ? known() : new TreeSet<>(where.backends)) {
      if (backend.equals(MEMORY)) {
        rows.addAll(Bench.run(MEMORY, "memory:bench", options, this::tell));
        continue;
      }
      tell("starting " + backend + " ...");
      try (RealServer server = Servers.start(backend)) {
        rows.addAll(Bench.run(backend, server.url(), options, this::tell));
      } catch (ServerNotFound | ServerFailed absent) {
        if (!where.backends.isEmpty()) {
          throw absent;
        }
        tell("without " + backend + ": " + absent.getMessage());
      }
    }
    return rows;
  }

  private void tell(String what) {
    err.println(what);
    err.flush();
  }

  /** Those that there are both an adapter and a server of. */
  private static List<String> known() {
    List<String> all = new ArrayList<>(List.of(MEMORY));
    all.addAll(ConformCommand.backends());
    return all;
  }
}
