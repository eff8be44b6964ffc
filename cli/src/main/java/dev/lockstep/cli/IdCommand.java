package dev.lockstep.cli;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.SnowflakeId;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockstep id}. */
@Command(
    name = "id",
    header = "Print unique identifiers.",
    description =
        "Prints identifiers of 63 bits, unique in the namespace and rising, one a line. A machine"
            + " number is held meanwhile, as by every program that issues identifiers.")
final class IdCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  @Option(names = "--count", paramLabel = "N", description = "How many; 1 if absent.")
  private long count = 1;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private BackendOption backend = new BackendOption();

  IdCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    if (count < 1) {
      throw new InvalidOptionException("--count must be at least 1, but is " + count);
    }
    try (Kit kit = backend.connect(err)) {
      for (long i = 0; i < count; i++) {
        print(kit.nextSnowflakeId());
      }
    }
    return ExitCode.OK;
  }

  private void print(SnowflakeId id) {
    Map<String, Object> fields = new LinkedHashMap<>();
    // As text: many programs read a number of JSON as one of 53 bits.
    fields.put("id", id.toString());
    fields.put("time", id.time().toString());
    fields.put("sequence", id.sequence());
    fields.put("machine", id.machine());
    json.print(out, id.toString(), fields);
  }
}
