package dev.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rules, however the backend keeps alive what it granted. */
class LivenessTest {
  /** Mutants of the engine visit fewer, each of them all. */
  private static final int WORLDS = Integer.getInteger("lockstep.test.worlds", 40);

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void noRuleIsBrokenUnderAnyLawOfLiveness(String backend) {
    SimulationReport report =
        Simulation.run(
            SimulationOptions.of(WORLDS, 5_000).like(backend), (seeds, of, violations) -> {});
    assertThat(report.violations()).isEmpty();
  }
}
