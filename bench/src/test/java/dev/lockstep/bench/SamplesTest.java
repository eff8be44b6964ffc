package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void ranksOfTwoThousand() {
    Samples samples = new Samples();
    for (int i = 2000; i >= 1; i--) {
      samples.add(i * 1000L);
    }
    assertThat(samples.medianMicros()).isEqualTo(1000.5);
    assertThat(samples.p99Micros()).isEqualTo(1980);
    assertThat(samples.perSecond()).isEqualTo(1e6 / 1000.5);
  }

  @Test
  void oneIsItsOwnMedian() {
    Samples samples = new Samples();
    samples.add(5000);
    assertThat(samples.medianMicros()).isEqualTo(5);
    assertThat(samples.p99Micros()).isEqualTo(5);
    samples.add(7000);
    assertThat(samples.medianMicros()).isEqualTo(6);
  }

  @Test
  void nothingHasNoMedian() {
    assertThatThrownBy(() -> new Samples().medianMicros()).hasMessage("nothing was measured");
  }
}
