package dev.lockstep.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of the increments, by itself. */
class AdditionsTest {
  private static Additions of(String... lines) {
    return Additions.of(List.of(lines));
  }

  @Test
  void whatFollowsInTheOrderOfTokensIsRight() {
    Additions additions = of("added 12 1", "ready", "added 11 0", "added 14 2", "lost");
    assertThat(additions.lost(0)).isEmpty();
    assertThat(additions.outOfOrder()).isEmpty();
    assertThat(additions.sameTokens()).isEmpty();
    assertThat(additions.held()).isEqualTo(3);
  }

  @Test
  void aNumberThatIsFoundTwiceIsALostAddition() {
    Additions additions = of("added 11 0", "added 12 1", "added 13 1");
    assertThat(additions.lost(5))
        .containsExactly("token 13 found 1, but 2 had been left by holders whose leases were held");
    assertThat(additions.outOfOrder()).containsExactly("token 13 found 1 instead of 2");
  }

  @Test
  void aKillExplainsOneAdditionThatNobodyToldOf() {
    Additions additions = of("added 11 0", "added 13 2", "added 15 4");
    assertThat(additions.lost(2)).isEmpty();
    assertThat(additions.lost(1)).singleElement().asString().startsWith("2 additions that nobody");
  }

  @Test
  void aLateWriteExplainsOneFallToWhatItWrote() {
    assertThat(of("late 11 0", "added 12 0", "added 13 1", "added 14 1").lost(0)).isEmpty();
    assertThat(of("late 11 0", "added 12 0", "added 13 1", "added 14 1", "added 15 1").lost(0))
        .hasSize(1);
    assertThat(of("late 15 0", "added 12 0", "added 13 1", "added 14 1").lost(0)).hasSize(1);
    assertThat(of("late 11 5", "added 12 6", "added 13 7", "added 14 1").lost(9)).hasSize(1);
  }

  @Test
  void oneTokenForTwoIsFoundOut() {
    assertThat(of("added 11 0", "late 11 1").sameTokens())
        .containsExactly("token 11 was issued twice");
  }
}
