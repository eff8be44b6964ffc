package dev.lockstep.conformance.transcript;

import dev.lockstep.LeaseKind;
import dev.lockstep.conformance.transcript.KitVerbs.Place;
import dev.lockstep.conformance.transcript.LockVerbs.Manner;
import java.util.List;

/** Who has a lock. */
final class LockScenarios {
  private LockScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "two-kits-exclude-each-other",
            Mutant.EACH_VIEW_IS_A_LOCK_OF_ITS_OWN,
            LockScenarios::twoKitsExcludeEachOther),
        Scenario.of(
            "one-kit-excludes-itself", Mutant.LOCKED_IS_FREE, LockScenarios::oneKitExcludesItself),
        Scenario.of(
            "release-touches-nobody-else",
            Mutant.RELEASE_NEVER_FAILS,
            LockScenarios::releaseTouchesNobodyElse),
        Scenario.of(
            "close-of-a-lease-is-quiet",
            Mutant.RELEASE_IS_FORGOTTEN,
            LockScenarios::closeOfALeaseIsQuiet),
        Scenario.of("names-never-meet", Mutant.NAMES_MEET, LockScenarios::namesNeverMeet),
        Scenario.of(
            "namespaces-do-not-see-each-other",
            Mutant.EACH_VIEW_IS_A_LOCK_OF_ITS_OWN,
            LockScenarios::namespacesDoNotSeeEachOther),
        Scenario.of(
            "tokens-rise-with-every-holder",
            Mutant.TOKENS_STAND_STILL,
            LockScenarios::tokensRiseWithEveryHolder));
  }

  private static void twoKitsExcludeEachOther(Script s) {
    s.kits("A", "B");
    s.isLocked("A", "stock");
    s.lock("A", "a", "stock");
    s.tryLock("B", "b1", "stock");
    s.isLocked("A", "stock");
    s.isLocked("B", "stock");
    s.lock("B", "b2", "stock", Take.IMPATIENT);
    s.held("a");
    s.release("a");
    s.held("a");
    s.isLocked("A", "stock");
    s.isLocked("B", "stock");
    s.tryLock("B", "b3", "stock");
    s.tryLock("A", "a2", "stock");
    s.release("b3");
    s.isLocked("A", "stock");
  }

  private static void oneKitExcludesItself(Script s) {
    s.kits("A", "B");
    s.tryLock("A", "a1", "stock");
    s.tryLock("A", "a2", "stock");
    s.lock("A", "a3", "stock", Take.IMPATIENT);
    s.lockLater("A", "a4", "stock");
    s.waiting("a4");
    s.held("a1");
    s.release("a1");
    s.await("a4");
    s.held("a4");
    s.tryLock("A", "a5", "stock");
    s.release("a4", Manner.LATER);
    s.tryLock("A", "a6", "stock");
    s.isLocked("B", "stock");
    s.release("a6");
  }

  private static void releaseTouchesNobodyElse(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock");
    s.release("a");
    s.release("a");
    s.lock("B", "b", "stock");
    s.release("a");
    s.release("a", Manner.LATER);
    s.closeLease("a");
    s.requireHeld("a");
    s.held("b");
    s.holder("A", "stock");
    s.tryLock("A", "a2", "stock");
    s.release("b");
    s.release("b");
    s.isLocked("A", "stock");
  }

  private static void closeOfALeaseIsQuiet(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock");
    s.listen("a", "end");
    s.closeLease("a");
    s.heard("end", 1);
    s.closeLease("a");
    s.held("a");
    s.requireHeld("a");
    s.isLocked("B", "stock");
    s.tryLock("B", "b", "stock");
    s.closeLease("a");
    s.held("b");
    s.closeLease("b");
    s.isLocked("A", "stock");
    s.release("b");
  }

  private static void namesNeverMeet(Script s) {
    s.kits("A", "B");
    s.lock("A", "1", "a/b");
    s.lock("A", "2", "a-b");
    s.lock("A", "3", "a.b");
    s.lock("A", "4", "A/b");
    s.lock("A", "5", "a b");
    s.lock("A", "6", "../a");
    s.lock("A", "7", "ключ");
    s.lock("A", "8", "{a}b");
    s.tryLock("B", "b1", "a/b");
    s.tryLock("B", "b7", "ключ");
    s.release("2");
    s.isLocked("B", "a-b");
    s.isLocked("B", "a.b");
    s.tryLock("B", "b2", "a-b");
    s.tryLock("B", "b8", "{a}b");
    s.heldBy("A");
  }

  private static void namespacesDoNotSeeEachOther(Script s) {
    s.kits("A", "B");
    s.open("E", Place.ELSEWHERE);
    s.lock("A", "a", "stock");
    s.isLocked("B", "stock");
    s.isLocked("E", "stock");
    s.lock("E", "e", "stock");
    s.holder("A", "stock");
    s.holder("E", "stock");
    s.tryLock("B", "b", "stock");
    s.release("a");
    s.isLocked("A", "stock");
    s.isLocked("E", "stock");
    s.holders("E", LeaseKind.MUTEX);
    s.tryLock("E", "e2", "stock");
    s.release("e");
  }

  private static void tokensRiseWithEveryHolder(Script s) {
    s.kits("A", "B", "C");
    s.lock("A", "a1", "stock");
    s.token("a1");
    s.release("a1");
    s.lock("B", "b1", "stock");
    s.release("b1");
    s.tryLock("C", "c1", "stock");
    s.renew("c1");
    s.token("c1");
    s.release("c1");
    s.lock("A", "a2", "stock");
    s.token("a2");
    s.token("a1");
    s.release("a2");
    s.tryLock("A", "a3", "stock");
    s.lock("A", "other", "rack");
    s.token("a3");
    s.holder("B", "stock");
  }
}
