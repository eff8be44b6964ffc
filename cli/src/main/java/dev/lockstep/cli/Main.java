package dev.lockstep.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code lockstep} command. */
@Command(
    name = "lockstep",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Locks with fencing tokens, elections, heartbeats, numbers and ids.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the command ran, and found something wrong",
      "64:a wrong command, option or value",
      "69:the backend cannot be reached, or refuses",
      "70:an error of Lockstep's own",
      "74:what was held was lost",
      "75:what was wanted was not free"
    })
public final class Main {
  @Option(
      names = "--stack-traces",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error too.")
  private boolean stackTraces;

  private Main() {}

  /** Ends the JVM with the exit code that {@code lockstep --help} lists. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    // Clients of backends talk of their own troubles there; what failed, Lockstep says itself.
    LogManager.getLogManager().reset();
    System.exit(run(out, err, arguments));
  }

  /** Runs one command; what it says goes to these two. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine(out, err).execute(arguments);
  }

  /** The command with all that stand below it. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    Main main = new Main();
    Errors errors = new Errors(err, () -> main.stackTraces);
    return new CommandLine(main)
        .addSubcommand(new LockCommand(err))
        .addSubcommand(new ElectCommand(out, err))
        .addSubcommand(new NodesCommand(out, err))
        .addSubcommand(new NumberCommand(out, err))
        .addSubcommand(new IdCommand(out, err))
        .addSubcommand(new WhoCommand(out, err))
        .addSubcommand(EpochCommand.commandLine(out, err))
        .addSubcommand(new ConformCommand(out, err))
        .addSubcommand(new BenchCommand(out, err))
        .addSubcommand(new DemoCommand(out))
        .addSubcommand(new ServersCommand(out, err))
        .addSubcommand(new SimulateCommand(out, err))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO))
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(errors::misused)
        .setExecutionExceptionHandler(errors::failed);
  }
}
