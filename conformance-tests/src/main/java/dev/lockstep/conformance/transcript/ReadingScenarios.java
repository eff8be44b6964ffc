package dev.lockstep.conformance.transcript;

import dev.lockstep.LeaseKind;
import java.util.List;

/** Who reads of locks, and takes them away. */
final class ReadingScenarios {
  private ReadingScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "the-holder-can-be-read",
            Mutant.NOBODY_IS_THE_HOLDER,
            ReadingScenarios::theHolderCanBeRead),
        Scenario.of(
            "metadata-goes-with-its-term",
            Mutant.METADATA_IS_LOST,
            ReadingScenarios::metadataGoesWithItsTerm),
        Scenario.of(
            "the-inspector-lists-and-revokes",
            Mutant.NOBODY_IS_THE_HOLDER,
            ReadingScenarios::theInspectorListsAndRevokes),
        Scenario.of(
            "a-term-that-ended-cannot-be-revoked",
            Mutant.REVOKING_DOES_NOTHING,
            ReadingScenarios::aTermThatEndedCannotBeRevoked),
        Scenario.of(
            "revoked-is-lost-and-the-waiter-has-it",
            Mutant.REVOKING_DOES_NOTHING,
            ReadingScenarios::revokedIsLostAndTheWaiterHasIt));
  }

  private static void theHolderCanBeRead(Script s) {
    s.kits("A", "B");
    s.holder("A", "stock");
    s.lock("A", "a", "stock", Take.showing("order 4711"));
    s.holder("A", "stock");
    s.holder("B", "stock");
    s.metadata("B", "stock");
    s.release("a");
    s.holder("B", "stock");
    s.metadata("B", "stock");
    s.lock("B", "b", "stock", Take.showing("order 4712"));
    s.holder("A", "stock");
    s.metadata("A", "stock");
    s.tryLock("A", "a2", "stock", Take.showing("order 4713"));
    s.metadata("A", "stock");
    s.release("b");
  }

  private static void metadataGoesWithItsTerm(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock", Take.showing("first"));
    s.metadata("B", "stock");
    s.lockLater("A", "a2", "stock", Take.showing("second"));
    s.lockLater("A", "a3", "stock", Take.showing("third"));
    s.metadata("B", "stock");
    s.release("a1");
    s.await("a2");
    s.metadata("B", "stock");
    s.holder("B", "stock");
    s.release("a2");
    s.await("a3");
    s.metadata("B", "stock");
    s.renew("a3");
    s.metadata("A", "stock");
    s.release("a3");
    s.metadata("A", "stock");
  }

  private static void theInspectorListsAndRevokes(Script s) {
    s.kits("A", "B");
    s.holders("A", LeaseKind.MUTEX);
    s.lock("A", "a1", "red");
    s.lock("A", "a2", "blue");
    s.lock("B", "b", "red/2", Take.BRIEF);
    s.holders("A", LeaseKind.MUTEX);
    s.holders("B", LeaseKind.LEADER);
    s.remember("A", "red/2", "b");
    s.revoke("A", "b");
    s.lost("b");
    s.requireHeld("b");
    s.holders("B", LeaseKind.MUTEX);
    s.revoke("A", "b");
    s.release("a1");
    s.holders("B", LeaseKind.MUTEX);
    s.heldBy("B");
  }

  private static void aTermThatEndedCannotBeRevoked(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "stock");
    s.remember("B", "stock", "first");
    s.release("a1");
    s.revoke("B", "first");
    s.lock("A", "a2", "stock", Take.BRIEF);
    s.revoke("B", "first");
    s.held("a2");
    s.remember("B", "stock", "second");
    s.revoke("B", "second");
    s.lost("a2");
    s.revoke("B", "second");
    s.release("a2");
    s.tryLock("B", "b", "stock");
    s.held("b");
  }

  private static void revokedIsLostAndTheWaiterHasIt(Script s) {
    s.kits("A", "B", "C");
    s.lock("A", "a", "stock", Take.BRIEF);
    s.listen("a", "end");
    s.lockLater("B", "b", "stock");
    s.waiting("b");
    s.remember("C", "stock", "a");
    s.revoke("C", "a");
    s.await("b");
    s.lost("a");
    s.heard("end", 1);
    s.held("a");
    s.requireHeld("a");
    s.release("a");
    s.holder("C", "stock");
    s.heldBy("A");
    s.renew("b");
    s.release("b");
  }
}
