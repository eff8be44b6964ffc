package dev.lockstep.cli;

import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Metadata;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lockstep lock}. */
@Command(
    name = "lock",
    header = "Run a command under a lock.",
    customSynopsis =
        "lockstep lock NAME [--ttl TIME] [--wait TIME] [--url URL] [--grace TIME] [--metadata TEXT] --"
            + " COMMAND...",
    description = {
      "Takes the lock, runs the command, gives the lock back, and ends with the command's own exit"
          + " code. TERM, INT and HUP are passed on to the command.",
      "If the lock is lost meanwhile, the command and all that it started get TERM, and KILL after"
          + " the grace; the same if this process is killed. Whatever the command writes to should"
          + " refuse a token that is smaller than one before."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0..255:that of the command, if it ran to its end under the lock",
      "64:a wrong option or value",
      "69:the backend cannot be reached, or refuses",
      "74:the lock was lost while the command ran",
      "75:the lock was not free within --wait",
      "127:the command cannot be run",
      "129, 130, 143:ended by HUP, INT or TERM while it waited for the lock"
    })
final class LockCommand implements Callable<Integer> {
  private final PrintWriter err;

  @Mixin private CommandOptions command = new CommandOptions();

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = DurationText.class,
      description =
          "How long the lock may stand when nobody keeps it any more; lock-ttl, or 30s, if absent.")
  private @Nullable Duration ttl;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationText.class,
      description =
          "The longest wait for the lock; 0s tries once; lock-max-wait, or no limit, if absent.")
  private @Nullable Duration wait;

  @Option(
      names = "--metadata",
      paramLabel = "TEXT",
      description = "What others are shown of the holder; host and process if absent.")
  private @Nullable String metadata;

  @Mixin private BackendOption backend = new BackendOption();

  @Spec private @Nullable CommandSpec spec;

  LockCommand(PrintWriter err) {
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    if (!command.isGiven() && spec != null) {
      throw new ParameterException(
          spec.commandLine(),
          "the command to run under '" + command.name() + "' is missing: -- COMMAND...");
    }
    try (Signals signals = Signals.caught()) {
      return signals.calling(
          () -> {
            try (Kit kit = backend.connect(err)) {
              return signals.calling(() -> run(kit, signals));
            }
          });
    }
  }

  private int run(Kit kit, Signals signals) {
    LockOptions options = kit.lockDefaults();
    options = ttl == null ? options : options.ttl(ttl);
    options = wait == null ? options : options.maxWait(wait);
    options = metadata == null ? options : options.metadata(Metadata.of(metadata));
    Lease lease = kit.mutex(command.name()).with(options).lock();
    return Ending.of(lease, command.run(lease, Map.of(), signals, err), err);
  }
}
