package dev.lockstep.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Ends a process, and all that it started, when this JVM is gone, however that came; a hook at its
 * end does not run after SIGKILL. A small shell waits for the end of a pipe that nobody but this
 * JVM holds.
 */
public final class Guardian implements AutoCloseable {
  /**
   * Where the system does not tell the children of a process, the process alone is ended. Signals
   * of a terminal go to all its processes, and must not end this one first.
   */
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      tree() { echo "$1"; for child in $(cat /proc/"$1"/task/*/children); do tree "$child"; done; }
      while read -r line; do :; done
      all=$(tree "$1")
      [ "$2" = 0 ] || { kill -s TERM $all; sleep "$2"; }
      kill -s KILL $all $(tree "$1")
      """;

  private final Process shell;

  private Guardian(Process shell) {
    this.shell = shell;
  }

  /**
   * Watches over that process until it is closed.
   *
   * @param grace between TERM and KILL, in whole seconds; zero for KILL alone
   */
  public static Guardian of(long pid, Duration grace) {
    List<String> words =
        List.of(
            "sh",
            "-c",
            SCRIPT,
            "lockstep-guardian",
            "" + pid,
            "" + grace.plusMillis(999).toSeconds());
    try {
      return new Guardian(
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException noShell) {
      throw new ServerFailed(
          "No shell to guard process " + pid + ": " + noShell.getMessage(), noShell);
    }
  }

  /** Leaves the process alone. */
  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
