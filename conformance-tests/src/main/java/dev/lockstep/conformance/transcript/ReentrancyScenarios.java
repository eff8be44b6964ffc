package dev.lockstep.conformance.transcript;

import dev.lockstep.conformance.transcript.LockVerbs.Manner;
import java.util.List;

/** Who enters again. */
final class ReentrancyScenarios {
  private ReentrancyScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "the-same-identity-enters-again",
            Mutant.NOBODY_REENTERS,
            ReentrancyScenarios::theSameIdentityEntersAgain),
        Scenario.of(
            "one-release-too-many",
            Mutant.RELEASE_NEVER_FAILS,
            ReentrancyScenarios::oneReleaseTooMany),
        Scenario.of(
            "nothing-enters-again-without-an-identity",
            Mutant.EVERYBODY_REENTERS,
            ReentrancyScenarios::nothingEntersAgainWithoutAnIdentity),
        Scenario.of(
            "an-identity-counts-inside-one-kit",
            Mutant.NOBODY_REENTERS,
            ReentrancyScenarios::anIdentityCountsInsideOneKit),
        Scenario.of(
            "a-re-entry-has-the-options-of-the-first",
            Mutant.ENDS_ARE_NOT_TOLD,
            ReentrancyScenarios::aReEntryHasTheOptionsOfTheFirst),
        Scenario.of(
            "waiters-of-one-identity-enter-together",
            Mutant.WAITERS_STARVE,
            ReentrancyScenarios::waitersOfOneIdentityEnterTogether),
        Scenario.of(
            "loss-sets-the-count-to-zero",
            Mutant.FIXED_LEASES_ARE_RENEWED,
            ReentrancyScenarios::lossSetsTheCountToZero));
  }

  private static void theSameIdentityEntersAgain(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock", Take.as("job"));
    s.lock("A", "a2", "stock", Take.as("job"));
    s.tryLock("A", "a3", "stock", Take.as("job"));
    s.tryLock("B", "b1", "stock");
    s.release("a1");
    s.held("a1");
    s.held("a2");
    s.tryLock("B", "b2", "stock");
    s.release("a3");
    s.isLocked("B", "stock");
    s.release("a2", Manner.LATER);
    s.isLocked("B", "stock");
    s.tryLock("B", "b3", "stock");
    s.heldBy("A");
  }

  private static void oneReleaseTooMany(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock", Take.as("job"));
    s.lock("A", "a2", "stock", Take.as("job"));
    s.release("a1");
    s.release("a1");
    s.held("a2");
    s.requireHeld("a1");
    s.renew("a2");
    s.release("a2");
    s.release("a2");
    s.lock("B", "b", "stock");
    s.release("a1");
    s.held("b");
    s.holder("A", "stock");
  }

  private static void nothingEntersAgainWithoutAnIdentity(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock");
    s.tryLock("A", "a2", "stock");
    s.tryLock("A", "a3", "stock", Take.as("job"));
    s.lock("A", "a4", "stock", Take.IMPATIENT);
    s.release("a1");
    s.lock("A", "a5", "stock", Take.as("job"));
    s.tryLock("A", "a6", "stock");
    s.tryLock("A", "a7", "stock", Take.as("another"));
    s.tryLock("A", "a8", "stock", Take.as("job"));
    s.release("a5");
    s.isLocked("B", "stock");
    s.release("a8");
    s.isLocked("B", "stock");
  }

  private static void anIdentityCountsInsideOneKit(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock", Take.as("job"));
    s.tryLock("B", "b1", "stock", Take.as("job"));
    s.lockLater("B", "b2", "stock", Take.as("job"));
    s.waiting("b2");
    s.tryLock("A", "a2", "stock", Take.as("job"));
    s.release("a1");
    s.waiting("b2");
    s.release("a2");
    s.await("b2");
    s.tryLock("A", "a3", "stock", Take.as("job"));
    s.tryLock("B", "b3", "stock", Take.as("job"));
    s.release("b2");
    s.isLocked("A", "stock");
    s.release("b3");
    s.isLocked("A", "stock");
  }

  private static void aReEntryHasTheOptionsOfTheFirst(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock", Take.showing("first").by("job"));
    s.lock("A", "a2", "stock", Take.showing("second").by("job"));
    s.metadata("B", "stock");
    s.tryLock("A", "a3", "stock", Take.FIXED.by("job"));
    s.renew("a1");
    s.token("a3");
    s.heldBy("A");
    s.listen("a1", "one");
    s.listen("a3", "three");
    s.release("a3");
    s.heard("three", 1);
    s.release("a1");
    s.heard("one", 1);
    s.isLocked("B", "stock");
    s.release("a2");
    s.isLocked("B", "stock");
  }

  private static void waitersOfOneIdentityEnterTogether(Script s) {
    s.kits("A", "B");
    s.lock("B", "b", "stock");
    s.lockLater("A", "a1", "stock", Take.as("job"));
    s.lockLater("A", "a2", "stock", Take.as("job"));
    s.lockLater("A", "a3", "stock", Take.as("job"));
    s.waiting("a1");
    s.waiting("a3");
    s.release("b");
    s.await("a1");
    s.await("a2");
    s.await("a3");
    s.tryLock("B", "b2", "stock", Take.as("job"));
    s.release("a2");
    s.release("a1");
    s.isLocked("B", "stock");
    s.release("a3");
    s.isLocked("B", "stock");
  }

  private static void lossSetsTheCountToZero(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock", Take.FIXED.by("job"));
    s.lock("A", "a2", "stock", Take.FIXED.by("job"));
    s.lost("a2");
    s.lost("a1");
    s.held("a1");
    s.lock("A", "a3", "stock", Take.as("job"));
    s.release("a1");
    s.release("a2");
    s.held("a3");
    s.tryLock("B", "b", "stock");
    s.lock("A", "a4", "stock", Take.as("job"));
    s.release("a3");
    s.release("a4");
    s.isLocked("B", "stock");
  }
}
