package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.Durability;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Traits;
import dev.lockstep.spi.Session;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MemoryTraitsTest {
  private final Traits traits = new MemoryTraits(Duration.ZERO);

  @Test
  void theMarginIsHalfAPerCentAndTwentyMillisecondsUpToAQuarter() {
    assertThat(traits.safetyMargin(Duration.ofSeconds(30))).isEqualTo(Duration.ofMillis(170));
    assertThat(traits.safetyMargin(Duration.ofMillis(100))).isEqualTo(Duration.ofNanos(20_500_000));
    assertThat(traits.safetyMargin(Duration.ofMillis(50))).isEqualTo(Duration.ofNanos(12_500_000));
  }

  @Test
  void theBoundsAreThoseOfTheSpecification() {
    assertThat(traits.minTtl()).isEqualTo(Duration.ofMillis(50));
    assertThat(traits.maxTtl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(traits.ttlGranularity()).isEqualTo(Duration.ofMillis(1));
    assertThat(traits.durability()).isEqualTo(Durability.LOCAL);
  }

  @Test
  void theGraceGrowsWithTheLag() {
    Duration ttl = Duration.ofSeconds(1);
    Duration grown = new MemoryTraits(Duration.ofSeconds(1)).expiryGrace(ttl);
    assertThat(grown.minus(traits.expiryGrace(ttl))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aLawThatNobodyHasIsRefused() {
    assertThatThrownBy(() -> MemoryProfile.like("etcdd"))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("etcdd")
        .hasMessageContaining("zookeeper");
    assertThatThrownBy(() -> MemoryProfile.likeRedis().withExpiryLag(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new MemoryProfile(
                    Session.Scope.RECORD, Session.Basis.PREVIOUS_SEND, false, false, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
