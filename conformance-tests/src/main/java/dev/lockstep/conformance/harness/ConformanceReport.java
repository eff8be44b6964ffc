package dev.lockstep.conformance.harness;

import dev.lockstep.conformance.RuleResult;
import dev.lockstep.conformance.Status;
import java.util.List;

/**
 * What became of the rules on one backend.
 *
 * @param backend its name, such as the URL's scheme
 * @param rules in the order of the specification
 */
public record ConformanceReport(String backend, TraitFigures traits, List<RuleResult> rules) {
  /**
   * Copies the list.
   *
   * @param backend its name, such as the URL's scheme
   * @param traits as the backend declared them
   * @param rules in the order of the specification
   */
  public ConformanceReport {
    rules = List.copyOf(rules);
  }

  /**
   * {@return how many rules came out so}
   *
   * @param status which outcome
   */
  public long count(Status status) {
    return rules.stream().filter(rule -> rule.status() == status).count();
  }

  /** {@return whether every rule passed, and there was one} */
  public boolean isGreen() {
    return !rules.isEmpty() && count(Status.PASSED) == rules.size();
  }
}
