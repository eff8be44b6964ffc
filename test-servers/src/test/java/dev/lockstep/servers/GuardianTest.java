package dev.lockstep.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is guarded ends with the JVM that started it. */
class GuardianTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Starts what sleeps, and says which process that is. */
  static final class Sleeper {
    private Sleeper() {}

    /**
     * Lives until it is killed.
     *
     * @param arguments whether the guardian is told of it
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
      Guardian guardian = new Guardian(Duration.ZERO);
      ProcessBuilder sleep = new ProcessBuilder("sh", "-c", "sleep 600 & wait");
      Process process =
          arguments[0].equals("told") ? guardian.start(sleep) : guardian.launch(sleep);
      System.out.println("sleeps " + process.pid());
      process.waitFor();
    }
  }

  @Test
  void whatItWasToldOfEndsWithItsJvm() {
    endsWithItsJvm("told");
  }

  /** Killed between the start of a process and the telling of it. */
  @Test
  void whatItWasNeverToldOfEndsToo() {
    endsWithItsJvm("untold");
  }

  private static void endsWithItsJvm(String how) {
    try (NodeProcess node = NodeProcess.start(Sleeper.class, how)) {
      String said = node.await(line -> line.startsWith("sleeps "), SOON);
      ProcessHandle sleeping =
          ProcessHandle.of(Long.parseLong(said.split(" ", 2)[1])).orElseThrow();
      Waits.until("its child", () -> sleeping.children().findAny().isPresent());
      List<ProcessHandle> all = List.of(sleeping, sleeping.children().findAny().orElseThrow());
      assertThat(all).allMatch(ProcessHandle::isAlive);
      node.kill();
      Waits.until("both have ended", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
  }
}
