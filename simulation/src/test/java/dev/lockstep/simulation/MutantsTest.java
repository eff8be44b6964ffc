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
      case DEADLINE_FROM_GRANT_ON_SHARED_SESSION, DEADLINE_FROM_REPLY -> Set.of("L1");
      case LATE_RENEWAL_REVIVES -> Set.of("L4");
      case TOKEN_KEPT_AT_HAND_OVER -> Set.of("F1");
    };
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachMutantIsCaught(Mutant mutant) {
    List<Violation> found = List.of();
    for (int first = 1; found.isEmpty() && first <= Mutant.CAUGHT_WITHIN; first += AT_A_TIME) {
      found =
          Simulation.run(SimulationOptions.of(AT_A_TIME, first).with(mutant), (done, of, bad) -> {})
              .violations();
    }
    assertThat(found).as("violations within %d seeds", Mutant.CAUGHT_WITHIN).isNotEmpty();
    Violation violation = found.get(0);
    assertThat(rules(mutant)).contains(violation.rule());
    assertThat(violation.toString())
        .startsWith("seed " + violation.seed() + ": " + violation.rule())
        .containsPattern("n\\d+'s token \\d+ \\(granted at [0-9.]+ s\\)")
        .containsPattern("(mutex|leader|node|number) '")
        .containsPattern("\\(at [0-9.]+ s\\)$");
  }
}
