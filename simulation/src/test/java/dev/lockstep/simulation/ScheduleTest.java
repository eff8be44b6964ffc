package dev.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
  @ParameterizedTest
  @EnumSource
  void breaksNoRule(Schedule schedule) {
    assertThat(schedule.play(Mutant.NONE)).isEmpty();
  }

  @Test
  void h1CatchesTheDeadlineThatCountsFromAGrant() {
    assertThat(
            rules(
                Schedule.H1_GRANTS_WHILE_RENEWALS_HANG.play(
                    Mutant.DEADLINE_FROM_GRANT_ON_SHARED_SESSION)))
        .contains("L1");
  }

  @Test
  void h2CatchesTheDeadlineThatTheLeaderDoesNotKnowOf() {
    assertThat(
            rules(
                Schedule.H2_FOLLOWER_CUT_OFF_AFTER_A_RENEWAL.play(
                    Mutant.DEADLINE_FROM_THIS_SENDING_BEHIND_A_FOLLOWER)))
        .contains("L1");
  }

  @Test
  void h7CatchesTheTokenThatIsKept() {
    assertThat(rules(Schedule.H7_TOKENS_AT_HAND_OVER.play(Mutant.TOKEN_KEPT_AT_HAND_OVER)))
        .contains("F1");
  }

  private static List<String> rules(List<Violation> violations) {
    return violations.stream().map(Violation::rule).toList();
  }
}
