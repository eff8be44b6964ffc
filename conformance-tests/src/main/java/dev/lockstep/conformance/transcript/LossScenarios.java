package dev.lockstep.conformance.transcript;

import dev.lockstep.LeaseKind;
import dev.lockstep.conformance.transcript.KitVerbs.Fate;
import dev.lockstep.conformance.transcript.KitVerbs.Place;
import dev.lockstep.conformance.transcript.KitVerbs.Silence;
import dev.lockstep.conformance.transcript.LockVerbs.Deed;
import java.util.List;

/** Locks that are lost, and backends that do not answer. */
final class LossScenarios {
  private LossScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "who-is-cut-off-loses-and-the-waiter-has-it",
            Mutant.LOSS_IS_NOT_NOTICED,
            LossScenarios::whoIsCutOffLosesAndTheWaiterHasIt),
        Scenario.of(
            "a-short-silence-is-no-loss",
            Mutant.TRY_LOCK_NEVER_SUCCEEDS,
            LossScenarios::aShortSilenceIsNoLoss),
        Scenario.of(
            "what-was-lost-stays-lost",
            Mutant.TOKENS_STAND_STILL,
            LossScenarios::whatWasLostStaysLost),
        Scenario.of(
            "a-release-that-reaches-nobody",
            Mutant.ERRORS_ARE_ALL_ONE,
            LossScenarios::aReleaseThatReachesNobody),
        Scenario.of(
            "nobody-can-be-asked", Mutant.ERRORS_ARE_ALL_ONE, LossScenarios::nobodyCanBeAsked),
        Scenario.of(
            "a-kit-survives-a-restart",
            Mutant.ERRORS_ARE_ALL_ONE,
            LossScenarios::aKitSurvivesARestart),
        Scenario.of(
            "an-operator-deletes-a-record",
            Mutant.LOSS_IS_NOT_NOTICED,
            LossScenarios::anOperatorDeletesARecord),
        Scenario.of(
            "an-operator-deletes-under-a-waiter",
            Mutant.TOKENS_STAND_STILL,
            LossScenarios::anOperatorDeletesUnderAWaiter),
        Scenario.of(
            "an-operator-deletes-a-fixed-lease",
            Mutant.LOSS_IS_NOT_NOTICED,
            LossScenarios::anOperatorDeletesAFixedLease),
        Scenario.of(
            "a-killed-holder-is-followed",
            Mutant.WAITERS_STARVE,
            LossScenarios::aKilledHolderIsFollowed),
        Scenario.of(
            "a-frozen-holder-knows-when-it-wakes",
            Mutant.TOKENS_STAND_STILL,
            LossScenarios::aFrozenHolderKnowsWhenItWakes),
        Scenario.of(
            "another-applications-record-is-not-free",
            Mutant.ERRORS_ARE_ALL_ONE,
            LossScenarios::anotherApplicationsRecordIsNotFree));
  }

  private static void whoIsCutOffLosesAndTheWaiterHasIt(Script s) {
    s.wired("A");
    s.kits("B");
    s.lock("A", "a", "stock", Take.BRIEF);
    s.listen("a", "end");
    s.lockLater("B", "b", "stock");
    s.waiting("b");
    s.silence("A", Silence.CUT);
    s.await("b");
    s.lost("a");
    s.heard("end", 1);
    s.held("a");
    s.requireHeld("a");
    s.revive("A");
    s.answers("A");
    s.release("a");
    s.holder("A", "stock");
    s.tryLock("A", "a2", "stock");
    s.held("b");
  }

  private static void aShortSilenceIsNoLoss(Script s) {
    s.wired("A");
    s.kits("B");
    s.lock("A", "a", "stock");
    s.lockLater("A", "a2", "rack");
    s.await("a2");
    s.silence("A", Silence.CUT);
    s.held("a");
    s.tryLock("B", "b1", "stock");
    s.revive("A");
    s.answers("A");
    s.held("a");
    s.held("a2");
    s.renew("a");
    s.tryLock("B", "b2", "rack");
    s.token("a");
    s.release("a");
    s.tryLock("B", "b3", "stock");
    s.release("a2");
  }

  private static void whatWasLostStaysLost(Script s) {
    s.wired("A");
    s.kits("B");
    s.lock("A", "a1", "stock", Take.BRIEF);
    s.silence("A", Silence.CUT);
    s.lost("a1");
    s.revive("A");
    s.answers("A");
    s.awaitFree("B", "stock");
    s.lock("A", "a2", "stock", Take.BRIEF);
    s.held("a1");
    s.held("a2");
    s.requireHeld("a1");
    s.renew("a1");
    s.release("a1");
    s.held("a2");
    s.renew("a2");
    s.tryLock("B", "b", "stock");
  }

  private static void aReleaseThatReachesNobody(Script s) {
    s.wired("A");
    s.kits("B");
    s.lock("A", "a", "stock", Take.BRIEF);
    s.listen("a", "end");
    s.isLocked("B", "stock");
    s.silence("A", Silence.CUT);
    s.release("a");
    s.held("a");
    s.heard("end", 1);
    s.requireHeld("a");
    s.release("a");
    s.revive("A");
    s.answers("A");
    s.awaitFree("B", "stock");
    s.tryLock("A", "a2", "stock");
    s.holder("B", "stock");
  }

  private static void nobodyCanBeAsked(Script s) {
    s.wired("A");
    s.kits("B");
    s.enable("A", "jobs", Stand.PLAIN);
    s.lock("A", "a", "rack");
    s.silence("A", Silence.CUT);
    s.tryLock("A", "a1", "stock");
    s.isLocked("A", "stock");
    s.holder("A", "rack");
    s.number("A", "n", "pool", 3);
    s.leader("A", "jobs");
    s.holders("A", LeaseKind.MUTEX);
    s.revive("A");
    s.answers("A");
    s.held("a");
    s.tryLock("A", "a2", "stock");
    s.holder("B", "stock");
    s.number("A", "n2", "pool", 3);
  }

  private static void aKitSurvivesARestart(Script s) {
    s.backend(Fate.OWN);
    s.kits("A", "B");
    s.lock("A", "a1", "stock");
    s.release("a1");
    s.backend(Fate.DOWN);
    s.tryLock("A", "a2", "stock");
    s.isLocked("B", "stock");
    s.holder("B", "stock");
    s.backend(Fate.UP);
    s.answers("A");
    s.answers("B");
    s.lock("A", "a3", "stock");
    s.tryLock("B", "b", "stock");
    s.holder("B", "stock");
    s.release("a3");
    s.lock("B", "b2", "stock");
    s.number("B", "n", "pool", 2);
  }

  private static void anOperatorDeletesARecord(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock", Take.BRIEF);
    s.listen("a1", "end");
    s.isLocked("B", "stock");
    s.deleteRecord("stock");
    s.deleteRecord("stock");
    s.lost("a1");
    s.heard("end", 1);
    s.held("a1");
    s.requireHeld("a1");
    s.release("a1");
    s.renew("a1");
    s.lock("A", "a2", "stock");
    s.tryLock("B", "b", "stock");
  }

  private static void anOperatorDeletesUnderAWaiter(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.BRIEF);
    s.lockLater("B", "b", "stock");
    s.waiting("b");
    s.deleteRecord("stock");
    s.await("b");
    s.lost("a");
    s.release("a");
    s.held("b");
    s.holder("A", "stock");
    s.tryLock("A", "a2", "stock");
    s.release("b");
    s.isLocked("B", "stock");
  }

  private static void anOperatorDeletesAFixedLease(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.FIXED);
    s.deleteRecord("stock");
    s.lock("B", "b", "stock");
    s.lost("a");
    s.held("a");
    s.requireHeld("a");
    s.release("a");
    s.held("b");
    s.token("b");
    s.heldBy("A");
    s.release("b");
    s.lock("A", "a2", "stock");
  }

  private static void aKilledHolderIsFollowed(Script s) {
    s.open("N", Place.NODE);
    s.kits("A", "B");
    s.lock("N", "n", "stock", Take.BRIEF);
    s.held("n");
    s.tryLock("A", "a1", "stock");
    s.lockLater("A", "a2", "stock");
    s.waiting("a2");
    s.holder("B", "stock");
    s.silence("N", Silence.KILLED);
    s.await("a2");
    s.holder("B", "stock");
    s.release("a2");
    s.isLocked("B", "stock");
    s.lock("B", "b", "stock");
    s.token("b");
  }

  private static void aFrozenHolderKnowsWhenItWakes(Script s) {
    s.open("N", Place.NODE);
    s.kits("A");
    s.lock("N", "n", "stock", Take.BRIEF);
    s.held("n");
    s.lock("A", "a1", "stock", Take.IMPATIENT);
    s.lockLater("A", "a2", "stock");
    s.silence("N", Silence.FROZEN);
    s.await("a2");
    s.revive("N");
    s.held("n");
    s.release("n");
    s.held("a2");
    s.holder("A", "stock");
    s.release("a2");
    s.lock("N", "n2", "stock");
    s.holder("A", "stock");
    s.release("n2");
  }

  private static void anotherApplicationsRecordIsNotFree(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock");
    s.release("a1");
    s.foreignRecord("A", "stock");
    s.tryLock("A", "a2", "stock");
    s.lock("A", "a3", "stock", Take.IMPATIENT);
    s.mutexDo("B", "stock", Take.PLAIN, Deed.WORK);
    s.viewTryLock("B", "view", "stock");
    s.isLocked("A", "stock");
    s.holder("B", "stock");
    s.holders("B", LeaseKind.MUTEX);
    s.tryLock("A", "a4", "rack");
    s.deleteRecord("stock");
    s.isLocked("A", "stock");
    s.tryLock("B", "b2", "stock");
  }
}
