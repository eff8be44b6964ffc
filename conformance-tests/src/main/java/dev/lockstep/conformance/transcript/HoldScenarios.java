package dev.lockstep.conformance.transcript;

import dev.lockstep.conformance.transcript.LockVerbs.Manner;
import java.util.List;

/** How long a lock is held, and how that ends. */
final class HoldScenarios {
  private HoldScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "a-fixed-lease-ends-by-itself",
            Mutant.FIXED_LEASES_ARE_RENEWED,
            HoldScenarios::aFixedLeaseEndsByItself),
        Scenario.of(
            "a-fixed-lease-is-released-like-any",
            Mutant.ERRORS_ARE_ALL_ONE,
            HoldScenarios::aFixedLeaseIsReleasedLikeAny),
        Scenario.of(
            "a-waiter-has-what-a-fixed-lease-left",
            Mutant.FIXED_LEASES_ARE_RENEWED,
            HoldScenarios::aWaiterHasWhatAFixedLeaseLeft),
        Scenario.of(
            "a-renewed-lease-outlives-its-ttl",
            Mutant.LOSS_IS_NOT_NOTICED,
            HoldScenarios::aRenewedLeaseOutlivesItsTtl),
        Scenario.of(
            "a-minimum-hold-keeps-the-key",
            Mutant.NO_MINIMUM_HOLD,
            HoldScenarios::aMinimumHoldKeepsTheKey),
        Scenario.of(
            "a-waiter-outwaits-a-minimum-hold",
            Mutant.NO_MINIMUM_HOLD,
            HoldScenarios::aWaiterOutwaitsAMinimumHold),
        Scenario.of(
            "close-ends-a-minimum-hold",
            Mutant.NO_MINIMUM_HOLD,
            HoldScenarios::closeEndsAMinimumHold),
        Scenario.of(
            "a-maximum-hold-ends-a-renewed-lease",
            Mutant.NO_MAXIMUM_HOLD,
            HoldScenarios::aMaximumHoldEndsARenewedLease),
        Scenario.of(
            "a-maximum-hold-does-not-hinder",
            Mutant.RELEASE_IS_FORGOTTEN,
            HoldScenarios::aMaximumHoldDoesNotHinder),
        Scenario.of(
            "everyone-hears-the-end-once",
            Mutant.ENDS_ARE_TOLD_TWICE,
            HoldScenarios::everyoneHearsTheEndOnce));
  }

  private static void aFixedLeaseEndsByItself(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.FIXED);
    s.held("a");
    s.tryLock("B", "b1", "stock");
    s.lost("a");
    s.held("a");
    s.requireHeld("a");
    s.renew("a");
    s.release("a");
    s.closeLease("a");
    s.awaitFree("B", "stock");
    s.tryLock("B", "b2", "stock");
    s.holder("A", "stock");
    s.heldBy("A");
  }

  private static void aFixedLeaseIsReleasedLikeAny(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.FIXED);
    s.listen("a", "end");
    s.renew("a");
    s.requireHeld("a");
    s.token("a");
    s.release("a");
    s.heard("end", 1);
    s.renew("a");
    s.release("a");
    s.tryLock("B", "b", "stock", Take.FIXED);
    s.release("b", Manner.LATER);
    s.isLocked("A", "stock");
    s.heldBy("B");
  }

  private static void aWaiterHasWhatAFixedLeaseLeft(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.FIXED);
    s.listen("a", "end");
    s.lockLater("B", "b1", "stock");
    s.lockLater("B", "b2", "stock");
    s.waiting("b1");
    s.waiting("b2");
    s.await("b1");
    s.waiting("b2");
    s.heard("end", 1);
    s.held("a");
    s.held("b1");
    s.release("a");
    s.release("b1");
    s.await("b2");
    s.holder("A", "stock");
  }

  private static void aRenewedLeaseOutlivesItsTtl(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.BRIEF);
    s.lock("B", "b", "rack", Take.FIXED);
    s.renew("a");
    s.pass();
    s.held("a");
    s.held("b");
    s.requireHeld("a");
    s.token("a");
    s.tryLock("B", "b1", "stock");
    s.tryLock("A", "a1", "rack");
    s.holder("B", "stock");
    s.release("a");
    s.release("b");
    s.isLocked("B", "stock");
  }

  private static void aMinimumHoldKeepsTheKey(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.MIN_HOLD);
    s.listen("a", "end");
    s.release("a");
    s.held("a");
    s.heard("end", 1);
    s.release("a");
    s.isLocked("A", "stock");
    s.tryLock("B", "b1", "stock");
    s.tryLock("A", "a1", "stock");
    s.holder("B", "stock");
    s.heldBy("A");
    s.awaitFree("B", "stock");
    s.tryLock("B", "b2", "stock");
    s.held("b2");
  }

  private static void aWaiterOutwaitsAMinimumHold(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.MIN_HOLD);
    s.lockLater("B", "b", "stock");
    s.release("a");
    s.requireHeld("a");
    s.lock("B", "b1", "stock", Take.IMPATIENT);
    s.waiting("b");
    s.holder("B", "stock");
    s.tryLock("B", "b2", "stock");
    s.isLocked("A", "stock");
    s.await("b");
    s.holder("A", "stock");
    s.tryLock("A", "a1", "stock", Take.MIN_HOLD);
    s.release("b");
    s.isLocked("A", "stock");
  }

  private static void closeEndsAMinimumHold(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.MIN_HOLD);
    s.lock("A", "a2", "rack", Take.MIN_HOLD);
    s.release("a");
    s.isLocked("B", "stock");
    s.isLocked("B", "rack");
    s.tryLock("B", "b1", "stock");
    s.lockLater("B", "b2", "stock");
    s.waiting("b2");
    s.close("A");
    s.await("b2");
    s.tryLock("B", "b3", "rack");
    s.held("a2");
    s.requireHeld("a2");
    s.heldBy("B");
  }

  private static void aMaximumHoldEndsARenewedLease(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.MAX_HOLD);
    s.listen("a", "end");
    s.renew("a");
    s.held("a");
    s.tryLock("B", "b1", "stock");
    s.lost("a");
    s.heard("end", 1);
    s.held("a");
    s.requireHeld("a");
    s.release("a");
    s.awaitFree("B", "stock");
    s.lock("A", "a2", "stock");
    s.token("a2");
  }

  private static void aMaximumHoldDoesNotHinder(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock", Take.MAX_HOLD);
    s.requireHeld("a");
    s.renew("a");
    s.release("a");
    s.isLocked("B", "stock");
    s.lock("B", "b", "stock", Take.MAX_HOLD);
    s.lockLater("A", "a2", "stock");
    s.waiting("a2");
    s.await("a2");
    s.held("b");
    s.requireHeld("b");
    s.release("b");
    s.held("a2");
    s.holder("B", "stock");
  }

  private static void everyoneHearsTheEndOnce(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock");
    s.listen("a", "one");
    s.listen("a", "two");
    s.listen("a", "three");
    s.held("a");
    s.release("a");
    s.heard("one", 1);
    s.heard("two", 1);
    s.heard("three", 1);
    s.listen("a", "late");
    s.heard("late", 1);
    s.lock("A", "b", "stock", Take.FIXED);
    s.listen("b", "fixed");
    s.heard("fixed", 1);
    s.listen("b", "latest");
    s.heard("latest", 1);
    s.requireHeld("b");
    s.lock("A", "c", "stock");
    s.listen("c", "closed");
    s.close("A");
    s.heard("closed", 1);
    s.tryLock("B", "d", "stock");
  }
}
