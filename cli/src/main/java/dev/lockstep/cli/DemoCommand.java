package dev.lockstep.cli;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.LockNotAcquiredException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lockstep demo}. */
@Command(
    name = "demo",
    header = "Show the main job at a glance.",
    description =
        "Nodes share a lock, allocate numbers, issue ids and elect a leader; the leader is killed,"
            + " and the next one takes over. It takes less than half a minute, in a namespace of"
            + " its own.")
final class DemoCommand implements Callable<Integer> {
  private final PrintWriter out;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The backend, such as redis://127.0.0.1:6379; if absent LOCKSTEP_URL, else memory:.")
  private String url = System.getenv().getOrDefault("LOCKSTEP_URL", "memory:");

  DemoCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    try {
      new Demo(url, new Transcript(out)).run();
    } catch (TimeoutException | LockNotAcquiredException stuck) {
      // Nobody in the demo keeps a lock for long.
      throw new BackendUnavailableException(
          "the demo got no further: the backend stopped answering; check that it still runs",
          null,
          null,
          stuck);
    }
    return ExitCode.OK;
  }
}
