package dev.lockstep.conformance.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.core.Law;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What makes a matrix red. */
class MatrixTest {
  private static final Mutant MUTANT =
      Mutant.law("M5-some", "Something is broken.", Law.STANDARD)
          .caughtBy("m05_its_test", "what is wrong")
          .alsoBreaking("R1");

  @Test
  void a_mutant_that_its_rule_notices_is_right() {
    assertThat(wrong(died("M5", "m05_its_test", "[what is wrong] Expecting"))).isEmpty();
  }

  @Test
  void a_mutant_that_survives_is_wrong() {
    assertThat(wrong(new Finding("M5", "m05_its_test", true, "")))
        .singleElement()
        .asString()
        .contains("SURVIVED", "Something is broken.");
  }

  @Test
  void a_mutant_that_dies_of_something_else_is_wrong() {
    assertThat(wrong(died("M5", "m05_its_test", "a timeout")))
        .singleElement()
        .asString()
        .contains("not of \"what is wrong\"", "a timeout");
  }

  @Test
  void a_mutant_that_dies_in_a_rule_that_it_does_not_break_is_wrong() {
    assertThat(
            wrong(
                died("M5", "m05_its_test", "[what is wrong]"),
                died("M5", "m05_another_test", "also"),
                died("R1", Matrix.NEIGHBOURS.get(4), "as declared"),
                died("W2", Matrix.NEIGHBOURS.get(5), "too much"),
                died("F1", "f01_a_test", "shown alone")))
        .singleElement()
        .asString()
        .contains("w02_", "wrong rule", "too much");
  }

  @Test
  void a_sound_twin_that_fails_is_wrong() {
    Matrix matrix = new Matrix();
    matrix.add(Mutants.named("sound-redis"), List.of(died("L2", "l02_a_test", "late")));
    assertThat(matrix.wrong()).singleElement().asString().contains("nothing is broken", "late");
  }

  private static Finding died(String rule, String test, String message) {
    return new Finding(rule, test, false, message);
  }

  private static List<String> wrong(Finding... findings) {
    Matrix matrix = new Matrix();
    matrix.add(MUTANT, List.of(findings));
    return matrix.wrong();
  }
}
