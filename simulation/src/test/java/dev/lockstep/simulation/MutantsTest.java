package dev.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutantsTest {
  private static final int AT_A_TIME = 50;

  /** The rules by which a mutant may be noticed. */
  private static Set<String> rules(Mutant mutant) {
    return switch (mutant) {
      case NONE -> Set.of();
      case DEADLINE_FROM_GRANT_ON_SHARED_SESSION,
          DEADLINE_FROM_REPLY,
          DEADLINE_FROM_THIS_SENDING_BEHIND_A_FOLLOWER ->
          Set.of("L1");
      case LATE_RENEWAL_REVIVES -> Set.of("L4");
      case TOKEN_KEPT_AT_HAND_OVER -> Set.of("F1");
    };
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachMutantIsCaught(Mutant mutant) {
    List<Violation> found = List.of();
    for (int seed = 1; found.isEmpty() && seed <= Mutant.CAUGHT_WITHIN; seed += AT_A_TIME) {
      found =
          Simulation.run(SimulationOptions.of(AT_A_TIME, seed).with(mutant), (done, of, bad) -> {})
              .violations();
    }
    assertThat(found).as("violations within %d seeds", Mutant.CAUGHT_WITHIN).isNotEmpty();
    Violation first = found.get(0);
    // Who holds what he has not may be noticed as a second holder before his record is asked for.
    Violation violation =
        found.stream()
            .filter(one -> one.seed() == first.seed() && rules(mutant).contains(one.rule()))
            .findFirst()
            .orElse(first);
    assertThat(rules(mutant)).contains(violation.rule());
    assertThat(violation.toString())
        .startsWith("seed " + violation.seed() + ": " + violation.rule())
        .containsPattern("n\\d+'s token \\d+ \\(granted at [0-9.]+ s\\)")
        .containsPattern("(mutex|leader|node|number) '")
        .containsPattern("\\(at [0-9.]+ s\\)$");
  }
}
