package dev.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void theLawThatShipsBreaksNoRule() {
    AtomicLong done = new AtomicLong();
    SimulationReport report =
        Simulation.run(SimulationOptions.of(450, 1), (seeds, of, violations) -> done.set(seeds));
    assertThat(report.violations()).isEmpty();
    assertThat(report.isConclusive()).as(report.toString()).isTrue();
    assertThat(report.isClean()).isTrue();
    assertThat(done).hasValue(450);
  }

  @Test
  void aRunThatSawTooLittleIsInconclusive() {
    SimulationReport report =
        Simulation.run(SimulationOptions.of(1, 1), (seeds, of, violations) -> {});
    assertThat(report.violations()).isEmpty();
    assertThat(report.isConclusive()).isFalse();
    assertThat(report.isClean()).isFalse();
    assertThat(report).hasToString(report.toString()).asString().contains("inconclusive");
  }
}
