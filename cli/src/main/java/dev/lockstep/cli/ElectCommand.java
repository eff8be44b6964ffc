package dev.lockstep.cli;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockstep elect}. */
@Command(
    name = "elect",
    header = "Stand for election; run a command while leading.",
    customSynopsis =
        "lockstep elect NAME [--node NODE] [--ttl TIME] [--url URL] [--grace TIME] [--json] [--"
            + " COMMAND...]",
    description = {
      "Stands for election in that domain, and shows this node among its members, until it is"
          + " ended by TERM, INT or HUP.",
      "With a command: runs it while this node leads. When leadership is lost it gets TERM, and"
          + " KILL after the grace; it is started again when this node leads again. When it ends by"
          + " itself, leadership is given up, and its exit code is that of lockstep.",
      "Without a command: prints a line for each change: \"elected\" and \"ousted\" for this node,"
          + " \"leader\" for another."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0..255:that of the command, if it ended by itself",
      "64:a wrong option or value",
      "69:the backend cannot be reached, or refuses",
      "74:leadership was lost just when the command had ended",
      "127:the command cannot be run",
      "129, 130, 143:ended by HUP, INT or TERM while no command ran"
    })
final class ElectCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  @Mixin private CommandOptions command = new CommandOptions();

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = "The name of this node; host, process and a random part if absent.")
  private @Nullable String node;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = DurationText.class,
      description = "How long a dead node may seem alive, and a dead leader lead; 5s if absent.")
  private @Nullable Duration ttl;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private BackendOption backend = new BackendOption();

  ElectCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    ElectionOptions options = ElectionOptions.of(command.name()).keepHeartbeat();
    options = node == null ? options : options.nodeKey(node);
    ElectionOptions chosen = ttl == null ? options : options.unhealthyTime(ttl);
    try (Signals signals = Signals.caught()) {
      return signals.calling(
          () -> {
            try (Kit kit = backend.connect(err)) {
              return signals.calling(
                  () -> {
                    Election election = kit.enableElection(chosen);
                    return command.isGiven() ? lead(election, signals) : tell(election);
                  });
            }
          });
    }
  }

  private int lead(Election election, Signals signals) {
    while (true) {
      Lease term = election.await();
      OptionalInt ended = command.run(term, Map.of(), signals, err);
      if (ended.isPresent()) {
        return Ending.of(term, ended, err);
      }
      signals.endIfToldTo();
    }
  }

  private int tell(Election election) throws InterruptedException {
    election.onLeaderChanged(
        change ->
            print(change.isLeader() ? "elected" : "ousted", change.nodeKey(), change.token()));
    election.observeLeader(leader -> other(election, leader));
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  private void other(Election election, Optional<Holder> leader) {
    leader
        .filter(holder -> !holder.nodeKey().equals(election.nodeKey()))
        .ifPresent(holder -> print("leader", holder.nodeKey(), holder.token()));
  }

  private void print(String event, String who, long token) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event);
    fields.put("election", command.name());
    fields.put("node", who);
    fields.put("token", token);
    json.print(out, "%-7s %s token %d".formatted(event, who, token), fields);
  }
}
