package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S3: what did not run is red. */
class RuleTableTest {
  @Test
  void a_table_in_which_everything_passed_is_green() {
    RuleTable table = new RuleTable(allPassed());
    assertThat(table.red()).isEmpty();
    assertThat(table.toString()).contains("model").contains("M5").doesNotContain("FAILED");
  }

  @Test
  void a_rule_without_a_test_is_red() {
    List<Verdict> verdicts = allPassed();
    verdicts.removeIf(verdict -> verdict.rule().equals("L4"));
    assertThat(new RuleTable(verdicts).red()).containsExactly("L4 on model: no test ran");
  }

  @Test
  void a_rule_without_an_operation_is_red() {
    List<Verdict> verdicts = allPassed();
    verdicts.removeIf(verdict -> verdict.rule().equals("W2"));
    verdicts.add(verdict("W2", Status.PASSED, 0));
    assertThat(new RuleTable(verdicts).red()).containsExactly("W2 on model: no operation ran");
  }

  @Test
  void a_test_that_failed_is_red_even_beside_one_that_passed() {
    List<Verdict> verdicts = allPassed();
    verdicts.add(verdict("F1", Status.FAILED, 7));
    assertThat(new RuleTable(verdicts).red()).singleElement().asString().contains("F1", "broken");
    assertThat(new RuleTable(verdicts).toString()).contains("FAILED");
  }

  @Test
  void an_inconclusive_test_is_red_and_no_failure() {
    List<Verdict> verdicts = allPassed();
    verdicts.add(verdict("M1", Status.INCONCLUSIVE, 7));
    assertThat(new RuleTable(verdicts).red()).containsExactly("M1 on model: a_test: broken");
    assertThat(new RuleTable(verdicts).toString())
        .contains("INCONCLUSIVE")
        .doesNotContain("FAILED");
  }

  @Test
  void the_weakest_evidence_is_that_of_the_rule() {
    Verdict server = new Verdict("M1", "a", "x", Status.PASSED, Evidence.SERVER, 1, 1, "");
    Verdict proxy = new Verdict("M1", "b", "x", Status.PASSED, Evidence.PROXY, 1, 1, "");
    assertThat(RuleResult.of("M1", List.of(server, proxy)).evidence()).isEqualTo(Evidence.PROXY);
    assertThat(RuleResult.of("M1", List.of(server)).evidence()).isEqualTo(Evidence.SERVER);
  }

  @Test
  void a_verdict_is_read_as_it_was_written() {
    Verdict verdict = verdict("M5", Status.FAILED, 7);
    assertThat(Verdict.parse(verdict.line())).isEqualTo(verdict);
  }

  private static List<Verdict> allPassed() {
    List<Verdict> verdicts = new ArrayList<>();
    RuleBook.rules().keySet().forEach(rule -> verdicts.add(verdict(rule, Status.PASSED, 3)));
    return verdicts;
  }

  private static Verdict verdict(String rule, Status status, long operations) {
    return new Verdict(
        rule,
        "a_test",
        "model",
        status,
        Evidence.MODEL,
        operations,
        12,
        status == Status.PASSED ? "" : "broken");
  }
}
