package dev.lockstep.conformance.harness;

import dev.lockstep.conformance.RuleResult;

/** Follows a run of the suite. Called by one thread at a time, which waits for it. */
public interface ConformanceListener {
  /**
   * So many rules are about to be tested.
   *
   * @param rules how many
   */
  default void begun(int rules) {}

  /**
   * The first test of a rule begins.
   *
   * @param rule which one
   */
  default void started(String rule) {}

  /**
   * The last test of a rule has ended.
   *
   * @param result how it came out
   */
  default void judged(RuleResult result) {}
}
