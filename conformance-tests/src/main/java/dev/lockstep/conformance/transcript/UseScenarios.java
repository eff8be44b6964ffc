package dev.lockstep.conformance.transcript;

import dev.lockstep.conformance.transcript.LockVerbs.Deed;
import java.util.List;

/** Locks as views, and actions under them. */
final class UseScenarios {
  private UseScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "a-lock-view-has-one-lease",
            Mutant.RELEASE_IS_FORGOTTEN,
            UseScenarios::aLockViewHasOneLease),
        Scenario.of(
            "a-lock-view-that-lost-frees-nobody",
            Mutant.REVOKING_DOES_NOTHING,
            UseScenarios::aLockViewThatLostFreesNobody),
        Scenario.of(
            "actions-run-once-under-the-lock",
            Mutant.ACTIONS_RUN_TWICE,
            UseScenarios::actionsRunOnceUnderTheLock),
        Scenario.of(
            "an-action-has-its-own-error",
            Mutant.ACTIONS_RUN_TWICE,
            UseScenarios::anActionHasItsOwnError),
        Scenario.of(
            "an-action-that-outlives-its-lease",
            Mutant.ACTIONS_NEED_NO_LEASE,
            UseScenarios::anActionThatOutlivesItsLease));
  }

  private static void aLockViewHasOneLease(Script s) {
    s.kits("A", "B");
    s.viewTryLock("A", "view", "stock");
    s.isLocked("B", "stock");
    s.tryLock("B", "b", "stock");
    s.viewTryLock("B", "other", "stock");
    s.viewUnlock("other");
    s.viewUnlock("view");
    s.viewUnlock("view");
    s.isLocked("B", "stock");
    s.viewTryLock("B", "other", "stock");
    s.holder("A", "stock");
    s.viewTryLock("A", "view", "stock");
    s.viewUnlock("other");
    s.viewTryLock("A", "view", "stock");
    s.viewUnlock("view");
    s.isLocked("A", "stock");
  }

  private static void aLockViewThatLostFreesNobody(Script s) {
    s.kits("A", "B");
    s.viewTryLock("A", "view", "stock", Take.BRIEF);
    s.remember("B", "stock", "first");
    s.revoke("B", "first");
    s.lock("B", "b", "stock");
    s.viewUnlock("view");
    s.held("b");
    s.holder("A", "stock");
    s.viewTryLock("A", "view", "stock", Take.BRIEF);
    s.release("b");
    s.viewTryLock("A", "view", "stock", Take.BRIEF);
    s.isLocked("B", "stock");
    s.viewUnlock("view");
    s.viewUnlock("view");
    s.isLocked("B", "stock");
  }

  private static void actionsRunOnceUnderTheLock(Script s) {
    s.kits("A", "B");
    s.mutexDo("A", "stock", Take.PLAIN, Deed.WORK);
    s.isLocked("B", "stock");
    s.mutexTryDo("B", "stock", Take.PLAIN, Deed.WORK);
    s.lock("A", "a", "stock");
    s.mutexTryDo("B", "stock", Take.PLAIN, Deed.WORK);
    s.mutexDo("B", "stock", Take.IMPATIENT, Deed.WORK);
    s.mutexTryDo("A", "stock", Take.PLAIN, Deed.WORK);
    s.held("a");
    s.release("a");
    s.mutexDo("B", "stock", Take.IMPATIENT, Deed.WORK);
    s.mutexDo("A", "stock", Take.PLAIN, Deed.RELEASE);
    s.isLocked("A", "stock");
    s.mutexDo("A", "rack", Take.PLAIN, Deed.WORK);
  }

  private static void anActionHasItsOwnError(Script s) {
    s.kits("A", "B");
    s.mutexDo("A", "stock", Take.PLAIN, Deed.FAIL);
    s.isLocked("A", "stock");
    s.mutexTryDo("B", "stock", Take.PLAIN, Deed.FAIL);
    s.isLocked("A", "stock");
    s.mutexDo("A", "stock", Take.as("job"), Deed.FAIL);
    s.lock("A", "a", "stock", Take.as("job"));
    s.mutexDo("A", "stock", Take.as("job"), Deed.FAIL);
    s.held("a");
    s.mutexTryDo("A", "stock", Take.as("job"), Deed.WORK);
    s.mutexTryDo("B", "stock", Take.as("job"), Deed.WORK);
    s.release("a");
    s.mutexDo("B", "stock", Take.IMPATIENT, Deed.RELEASE);
    s.isLocked("A", "stock");
  }

  private static void anActionThatOutlivesItsLease(Script s) {
    s.kits("A", "B");
    s.mutexDo("A", "stock", Take.FIXED, Deed.OUTLIVE);
    s.lock("B", "b", "stock");
    s.release("b");
    s.isLocked("A", "stock");
    s.mutexDo("A", "stock", Take.FIXED, Deed.OUTLIVE_AND_FAIL);
    s.awaitFree("B", "stock");
    s.mutexTryDo("B", "stock", Take.PLAIN, Deed.WORK);
    s.heldBy("A");
    s.mutexTryDo("A", "stock", Take.FIXED, Deed.RELEASE);
    s.isLocked("B", "stock");
    s.lock("B", "b2", "stock");
  }
}
