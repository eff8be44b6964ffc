package dev.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ElectionOptions;
import dev.lockstep.memory.MemoryProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a campaign does in minutes, which cost nothing here. */
class CampaignTest {
  /** The backend grants far less than the unhealthy time: V counts, from the first term on (E5). */
  @Test
  void canElectIsAskedByTheValidityThatWasGranted() {
    Stage stage =
        new Stage(
            1,
            new SplittableRandom(1),
            MemoryProfile.likeRedis(),
            1_000_000,
            Mutant.NONE,
            line -> {});
    Script on = new Script(stage);
    Node node = on.node("a");
    List<Long> asked = new ArrayList<>();
    ElectionOptions options =
        ElectionOptions.of("d")
            .unhealthyTime(Duration.ofMinutes(20))
            .canElect(() -> asked.add(stage.world().now()));
    assertThat(on.await("E10", "a leads", node.kit().enableElectionAsync(options), 2_000)).isTrue();
    Duration validity = node.kit().election("d").term().orElseThrow().validity();
    assertThat(validity).isLessThan(Duration.ofMinutes(2));
    on.pass(validity.multipliedBy(3).toMillis());
    asked.add(stage.world().now());
    for (int i = 1; i < asked.size(); i++) {
      assertThat(Duration.ofNanos(asked.get(i) - asked.get(i - 1)))
          .as("between question %d and the next", i)
          .isLessThanOrEqualTo(validity.dividedBy(3));
    }
    assertThat(stage.monitor().violations()).isEmpty();
  }
}
