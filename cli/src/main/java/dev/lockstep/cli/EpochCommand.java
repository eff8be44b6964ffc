package dev.lockstep.cli;

import dev.lockstep.Inspector;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockstep epoch}. */
@Command(
    name = "epoch",
    header = "Announce that the backend's data went back.",
    description = "What an operator does after the backend was restored from a backup.",
    synopsisSubcommandLabel = "bump",
    subcommands = {})
final class EpochCommand {
  private EpochCommand() {}

  /** What {@code lockstep epoch} is, with its one command. */
  static picocli.CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new picocli.CommandLine(new EpochCommand()).addSubcommand(new Bump(out, err));
  }

  /** {@code lockstep epoch bump}. */
  @Command(
      name = "bump",
      header = "Raise the base of fencing tokens.",
      description = {
        "A backup brings old token counters back, and a smaller token than one that was issued"
            + " would pass for an older holder's. This raises the base of the namespace's tokens to"
            + " a minute after the backend's clock, above all that were issued before; it never"
            + " lowers it. Nothing that is held ends by it.",
        "Do it after the restore, before the programs start again."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:the base was raised",
        "64:a wrong option or value, or --yes is missing",
        "69:the backend cannot be reached, or refuses"
      })
  static final class Bump implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(
        names = "--seen",
        paramLabel = "TOKEN",
        description =
            "The greatest token that is known from elsewhere, such as from what it guards; the base"
                + " will not be below it.")
    private long seen;

    @Option(names = "--yes", description = "Do it; without this, nothing is changed.")
    private boolean yes;

    @Mixin private JsonOption json = new JsonOption();
    @Mixin private BackendOption backend = new BackendOption();

    Bump(PrintWriter out, PrintWriter err) {
      this.out = out;
      this.err = err;
    }

    @Override
    public Integer call() {
      try (Kit kit = backend.connect(err)) {
        Inspector inspector = kit.inspector();
        long before = inspector.tokenBase();
        if (!yes) {
          throw new InvalidOptionException(
              "the base of tokens is " + before + "; to raise it, say --yes");
        }
        long now = inspector.raiseTokenBase(seen);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("old", before);
        fields.put("new", now);
        json.print(
            out,
            "base of tokens%n  old  %d%n  new  %d%nevery token from now on is greater"
                .formatted(before, now),
            fields);
      }
      return ExitCode.OK;
    }
  }
}
