package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** S3: what saw too little says nothing, and what cannot see enough does not start. */
class FaultCountsTest {
  @Test
  void s03_the_least_is_enough() {
    assertThat(new FaultCounts(1_000, 50, 10, 5).isEnough()).isTrue();
    new FaultCounts(1_000, 50, 10, 5).requireEnough();
  }

  @Test
  void s03_one_less_of_anything_is_inconclusive() {
    assertThat(new FaultCounts(999, 50, 10, 5).missing())
        .isEqualTo("999 operations of at least 1000");
    assertThat(new FaultCounts(1_000, 49, 10, 5).missing()).contains("49 hand-overs");
    assertThat(new FaultCounts(1_000, 50, 9, 5).missing()).contains("9 faults");
    assertThat(new FaultCounts(1_000, 50, 10, 4).missing()).contains("4 forced losses");
    assertThatThrownBy(() -> new FaultCounts(0, 50, 10, 5).requireEnough())
        .isInstanceOf(Inconclusive.class)
        .satisfies(thrown -> assertThat(Status.of(thrown)).isEqualTo(Status.INCONCLUSIVE));
  }

  @Test
  void s03_a_plan_that_is_too_short_is_refused() {
    assertThatThrownBy(() -> new FaultPlan(4, 20, Duration.ofSeconds(9)))
        .hasMessageContaining("too short");
    assertThatThrownBy(() -> new FaultPlan(5, 4, Duration.ofSeconds(9)))
        .hasMessageContaining("too short");
    assertThat(new FaultPlan(5, 5, Duration.ofSeconds(9)).cuts()).isEqualTo(5);
  }
}
