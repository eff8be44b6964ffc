package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes and counts; no time is judged. */
class BenchTest {
  static final BenchOptions SHORT =
      new BenchOptions(Duration.ofMillis(100), Duration.ofMillis(50), 1);

  @Test
  void memoryIsComparedWithItsStoreInEveryScenario() {
    List<String> progress = new ArrayList<>();
    List<BenchRow> rows = Bench.run("memory", "memory:bench-test", SHORT, progress::add);
    requireEveryScenarioWithFloor(rows);
    assertThat(rows).allSatisfy(row -> assertThat(row.requestsPerOperation()).isEmpty());
    assertThat(progress).hasSize(3).first().isEqualTo("memory: lock-unlock");
  }

  static void requireEveryScenarioWithFloor(List<BenchRow> rows) {
    assertThat(rows)
        .extracting(row -> row.scenario() + " " + row.subject())
        .containsExactly(
            "lock-unlock lockstep",
            "lock-unlock bare",
            "hand-over-one-kit lockstep",
            "hand-over-one-kit bare",
            "hand-over-two-kits lockstep",
            "hand-over-two-kits bare");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.medianMicros()).isPositive();
              assertThat(row.p99Micros()).isGreaterThanOrEqualTo(row.medianMicros());
              assertThat(row.perSecond()).isPositive();
              assertThat(row.ratioToFloor()).isPresent();
            });
    assertThat(rows)
        .filteredOn(row -> row.subject().equals("bare"))
        .allSatisfy(row -> assertThat(row.ratioToFloor()).hasValue(1));
  }
}
