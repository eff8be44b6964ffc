package dev.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeterminismTest {
  private static final long SEEDS = 60;
  private static final long FIRST = 1_000_000;

  private static String hash(int threads) {
    SimulationOptions options = SimulationOptions.of(SEEDS, FIRST);
    return Simulation.run(
            new SimulationOptions(
                options.seeds(), options.firstSeed(), threads, options.profile(), options.mutant()),
            (done, of, violations) -> {})
        .traceHash();
  }

  @Test
  void theSameSeedsLeaveTheSameTrace() {
    assertThat(hash(2)).isEqualTo(hash(1));
  }

  @Test
  void otherSeedsLeaveAnotherTrace() {
    assertThat(Run.of(1, java.util.Optional.empty(), Mutant.NONE, null).hash())
        .isNotEqualTo(Run.of(2, java.util.Optional.empty(), Mutant.NONE, null).hash());
  }

  @Test
  void aReplayIsTheSameWorld() {
    List<String> lines = new ArrayList<>();
    SimulationOptions options = SimulationOptions.of(1, FIRST);
    SimulationReport replayed = Simulation.replay(FIRST, options, lines::add);
    assertThat(replayed.traceHash())
        .isEqualTo(Simulation.run(options, (done, of, violations) -> {}).traceHash());
    assertThat(lines).hasSizeGreaterThan(50);
  }

  /** Another JVM has other identity hashes, and another order in the sets of the JDK. */
  @Test
  void anotherJvmLeavesTheSameTrace() throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(said.strip()).isEqualTo(hash(2));
    } finally {
      other.destroyForcibly();
    }
  }

  /** What the other JVM runs. */
  static final class Main {
    private Main() {}

    @SuppressWarnings("SystemOut") // It speaks to the test that started it.
    public static void main(String[] arguments) {
      System.out.println(hash(1));
    }
  }
}
