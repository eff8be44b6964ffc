package dev.lockstep.cli;

import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.LeaseKind;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep who}. */
@Command(
    name = "who",
    header = "Show who holds a lock, or leads.",
    description =
        "Prints the holder of the lock, its token, since when by its own clock, and what it shows"
            + " of itself.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:somebody holds it",
      "1:nobody holds it",
      "64:a wrong option or value",
      "69:the backend cannot be reached, or refuses"
    })
final class WhoCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The name of the lock, or the domain of the election.")
  private String name = "";

  @Option(names = "--leader", description = "Show who leads the election of that name instead.")
  private boolean leader;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private BackendOption backend = new BackendOption();

  WhoCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    Optional<Holder> holder;
    try (Kit kit = backend.connect(err)) {
      holder = leader ? leader(kit) : kit.mutex(name).holder();
    }
    holder.ifPresentOrElse(this::print, this::printNobody);
    return holder.isPresent() ? ExitCode.OK : ExitCode.NOBODY;
  }

  private Optional<Holder> leader(Kit kit) {
    return kit.inspector().holders(LeaseKind.LEADER).stream()
        .filter(holder -> holder.key().equals(name))
        .findFirst();
  }

  private void print(Holder holder) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("held", true);
    fields.put("node", holder.nodeKey());
    fields.put("token", holder.token());
    fields.put("since", holder.since().toString());
    fields.put("metadata", holder.metadata().text());
    json.print(
        out,
        "holder    %s%ntoken     %d%nsince     %s%nmetadata  %s"
            .formatted(holder.nodeKey(), holder.token(), holder.since(), holder.metadata().text()),
        fields);
  }

  private void printNobody() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("held", false);
    json.print(out, "nobody", fields);
  }
}
