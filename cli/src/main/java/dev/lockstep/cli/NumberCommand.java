package dev.lockstep.cli;

import dev.lockstep.Kit;
import dev.lockstep.LeaseEnd;
import dev.lockstep.NumberLease;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockstep number}. */
@Command(
    name = "number",
    header = "Hold a number that nobody else holds.",
    customSynopsis =
        "lockstep number NAME --max N [--grace TIME] [--url URL] [--json] [-- COMMAND...]",
    description = {
      "Allocates a free number from 0 to N - 1 of the pool.",
      "With a command: runs it, with LOCKSTEP_NUMBER in its environment beside LOCKSTEP_TOKEN,"
          + " LOCKSTEP_LOCK and LOCKSTEP_EXPIRES, and holds the number as long.",
      "Without a command: prints the number, and holds it until this process is ended by TERM, INT"
          + " or HUP. A number that nobody holds is free for others, so it cannot be printed and"
          + " kept."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0..255:that of the command, if it ran to its end with the number",
      "64:a wrong option or value",
      "69:the backend cannot be reached, or refuses",
      "74:the number was lost",
      "75:all numbers are taken",
      "127:the command cannot be run",
      "129, 130, 143:ended by HUP, INT or TERM while no command ran"
    })
final class NumberCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  @Mixin private CommandOptions command = new CommandOptions();

  @Option(
      names = "--max",
      required = true,
      paramLabel = "N",
      description = "How many numbers the pool has; the same for all.")
  private int max;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private BackendOption backend = new BackendOption();

  NumberCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    try (Signals signals = Signals.caught()) {
      return signals.calling(
          () -> {
            try (Kit kit = backend.connect(err)) {
              return signals.calling(
                  () -> {
                    NumberLease lease = kit.allocateNumber(command.name(), max);
                    return command.isGiven() ? run(lease, signals) : hold(lease);
                  });
            }
          });
    }
  }

  private int run(NumberLease lease, Signals signals) {
    Map<String, String> told = Map.of("LOCKSTEP_NUMBER", Integer.toString(lease.number()));
    OptionalInt ended = command.run(lease, told, signals, err);
    return Ending.of(lease, ended, err);
  }

  private int hold(NumberLease lease) throws InterruptedException, ExecutionException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pool", command.name());
    fields.put("number", lease.number());
    fields.put("token", lease.token());
    json.print(out, Integer.toString(lease.number()), fields);
    LeaseEnd end = lease.lost().toCompletableFuture().get();
    err.println("lockstep: number " + lease.key() + " is lost: " + end.cause());
    err.flush();
    return ExitCode.LOST;
  }
}
