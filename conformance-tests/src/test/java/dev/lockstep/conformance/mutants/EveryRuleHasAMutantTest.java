package dev.lockstep.conformance.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.conformance.RuleBook;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** S2: every rule has a mutant, and every mutant says by which test it is noticed. */
class EveryRuleHasAMutantTest {
  @Test
  void every_rule_has_a_mutant() {
    assertThat(Mutants.all())
        .extracting(Mutant::rule)
        .containsAll(RuleBook.rules().keySet())
        .allMatch(RuleBook.rules()::containsKey);
  }

  @Test
  void every_mutant_names_a_test_of_its_rule_and_what_it_says() {
    for (Mutant mutant : Mutants.all()) {
      Method test = Trial.method(mutant.test());
      assertThat(Trial.ruleOf(test)).as(mutant.id()).isEqualTo(mutant.rule());
      assertThat(mutant.says()).as(mutant.id()).isNotBlank();
      assertThat(mutant.broken()).as(mutant.id()).endsWith(".");
      assertThat(RuleBook.rules().keySet()).containsAll(mutant.alsoBreaks());
    }
  }

  @Test
  void mutants_are_on_all_levels() {
    assertThat(Mutants.all()).extracting(Mutant::level).contains(Level.values());
  }
}
