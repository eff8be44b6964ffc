package dev.lockstep.conformance.transcript;

import dev.lockstep.conformance.transcript.LockVerbs.Manner;
import java.util.List;

/** Who waits for a lock. */
final class WaitingScenarios {
  private WaitingScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "hand-over-in-the-order-of-asking",
            Mutant.WAITERS_STARVE,
            WaitingScenarios::handOverInTheOrderOfAsking),
        Scenario.of(
            "hand-over-between-kits", Mutant.WAITERS_STARVE, WaitingScenarios::handOverBetweenKits),
        Scenario.of(
            "hand-over-of-many-keys",
            Mutant.TOKENS_STAND_STILL,
            WaitingScenarios::handOverOfManyKeys),
        Scenario.of(
            "a-wait-that-is-over-leaves-nothing",
            Mutant.ERRORS_ARE_ALL_ONE,
            WaitingScenarios::aWaitThatIsOverLeavesNothing),
        Scenario.of(
            "a-wait-that-is-cancelled-leaves-nothing",
            Mutant.WAITERS_STARVE,
            WaitingScenarios::aWaitThatIsCancelledLeavesNothing),
        Scenario.of(
            "an-interrupt-ends-a-wait-and-no-release",
            Mutant.ERRORS_ARE_ALL_ONE,
            WaitingScenarios::anInterruptEndsAWaitAndNoRelease));
  }

  private static void handOverInTheOrderOfAsking(Script s) {
    s.kits("A", "B");
    s.lock("A", "a0", "stock");
    s.lockLater("A", "a1", "stock");
    s.lockLater("A", "a2", "stock");
    s.lockLater("A", "a3", "stock");
    s.waiting("a1");
    s.waiting("a2");
    s.waiting("a3");
    s.release("a0");
    s.await("a1");
    s.waiting("a2");
    s.waiting("a3");
    s.release("a1");
    s.await("a2");
    s.waiting("a3");
    s.release("a2", Manner.LATER);
    s.await("a3");
    s.holder("B", "stock");
    s.release("a3");
    s.isLocked("B", "stock");
  }

  private static void handOverBetweenKits(Script s) {
    s.kits("A", "B", "C");
    s.lock("A", "a", "stock");
    s.lockLater("B", "b", "stock");
    s.waiting("b");
    s.release("a");
    s.await("b");
    s.holder("A", "stock");
    s.lockLater("C", "c", "stock");
    s.waiting("c");
    s.release("b", Manner.LATER);
    s.await("c");
    s.lockLater("A", "a2", "stock");
    s.waiting("a2");
    s.release("c");
    s.await("a2");
    s.holder("B", "stock");
    s.release("a2");
    s.isLocked("C", "stock");
  }

  private static void handOverOfManyKeys(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "red");
    s.lock("A", "a2", "blue");
    s.lock("B", "b3", "green");
    s.lockLater("B", "b1", "red");
    s.lockLater("B", "b2", "blue");
    s.lockLater("A", "a3", "green");
    s.release("a2");
    s.await("b2");
    s.waiting("b1");
    s.waiting("a3");
    s.release("b3");
    s.await("a3");
    s.waiting("b1");
    s.release("a1");
    s.await("b1");
    s.heldBy("A");
    s.heldBy("B");
  }

  private static void aWaitThatIsOverLeavesNothing(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock");
    s.lock("B", "b1", "stock", Take.IMPATIENT);
    s.lockLater("B", "b2", "stock", Take.IMPATIENT);
    s.await("b2");
    s.tryLock("B", "b3", "stock");
    s.held("a");
    s.heldBy("B");
    s.release("a");
    s.isLocked("A", "stock");
    s.tryLock("A", "a2", "stock", Take.IMPATIENT);
    s.lock("B", "b4", "stock", Take.IMPATIENT);
    s.release("a2");
    s.lock("B", "b5", "stock", Take.IMPATIENT);
    s.release("b5");
  }

  private static void aWaitThatIsCancelledLeavesNothing(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock");
    s.lockLater("B", "b1", "stock");
    s.waiting("b1");
    s.cancel("b1");
    s.lockLater("A", "a1", "stock");
    s.lockLater("A", "a2", "stock");
    s.cancel("a1");
    s.waiting("a2");
    s.release("a");
    s.await("a2");
    s.release("a2");
    s.isLocked("A", "stock");
    s.tryLock("B", "b2", "stock");
    s.cancel("b2");
    s.held("b2");
    s.release("b2");
    s.heldBy("A");
    s.heldBy("B");
  }

  private static void anInterruptEndsAWaitAndNoRelease(Script s) {
    s.kits("A", "B");
    s.lockInterrupted("A", "stock");
    s.awaitFree("A", "stock");
    s.lock("B", "b", "stock");
    s.lockInterrupted("A", "stock");
    s.held("b");
    s.release("b", Manner.INTERRUPTED);
    s.awaitFree("A", "stock");
    s.lock("A", "a", "stock");
    s.release("a", Manner.INTERRUPTED);
    s.release("a", Manner.INTERRUPTED);
    s.tryLock("B", "b2", "stock");
    s.heldBy("A");
    s.heldBy("B");
  }
}
