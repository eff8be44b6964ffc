package dev.lockstep.conformance.transcript;

import dev.lockstep.LeaseKind;
import dev.lockstep.conformance.transcript.LockVerbs.Deed;
import java.util.List;

/** The end of kits, the default kit, and what is wrong. */
final class LifecycleScenarios {
  private LifecycleScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "close-gives-everything-up",
            Mutant.CLOSE_DOES_NOTHING,
            LifecycleScenarios::closeGivesEverythingUp),
        Scenario.of(
            "close-ends-every-wait",
            Mutant.CLOSE_DOES_NOTHING,
            LifecycleScenarios::closeEndsEveryWait),
        Scenario.of(
            "a-closed-kit-says-so",
            Mutant.ERRORS_ARE_ALL_ONE,
            LifecycleScenarios::aClosedKitSaysSo),
        Scenario.of(
            "the-default-kit-belongs-to-who-opened-it",
            Mutant.CLOSE_DOES_NOTHING,
            LifecycleScenarios::theDefaultKitBelongsToWhoOpenedIt),
        Scenario.of(
            "what-cannot-be-meant-is-refused",
            Mutant.ERRORS_ARE_ALL_ONE,
            LifecycleScenarios::whatCannotBeMeantIsRefused),
        Scenario.of(
            "names-that-are-none-are-refused",
            Mutant.ERRORS_ARE_ALL_ONE,
            LifecycleScenarios::namesThatAreNoneAreRefused));
  }

  private static void closeGivesEverythingUp(Script s) {
    s.kits("A", "B");
    s.lock("A", "a1", "red");
    s.lock("A", "a2", "blue", Take.as("job"));
    s.lock("A", "a3", "blue", Take.as("job"));
    s.number("A", "n", "pool", 1);
    s.enable("A", "jobs", Stand.SHOWN);
    s.enable("B", "jobs", Stand.SHOWN);
    s.heldBy("A");
    s.listen("a1", "end");
    s.close("A");
    s.heard("end", 1);
    s.held("a1");
    s.requireHeld("a2");
    s.isLocked("B", "red");
    s.tryLock("B", "b", "blue");
    s.number("B", "n2", "pool", 1);
    s.awaitLead("B", "jobs");
    s.aliveNodes("B", "jobs");
    s.close("A");
  }

  private static void closeEndsEveryWait(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock");
    s.lockLater("B", "b1", "stock");
    s.lockLater("B", "b2", "stock");
    s.enable("A", "jobs", Stand.PLAIN);
    s.enable("B", "jobs", Stand.PLAIN);
    s.awaitLeadLater("B", "jobs", "lead");
    s.waiting("b1");
    s.waiting("lead");
    s.close("B");
    s.await("b1");
    s.await("b2");
    s.await("lead");
    s.held("a");
    s.leader("A", "jobs");
    s.release("a");
    s.isLocked("A", "stock");
  }

  private static void aClosedKitSaysSo(Script s) {
    s.kits("A", "B");
    s.lock("A", "a", "stock");
    s.close("A");
    s.lock("A", "a1", "stock");
    s.tryLock("A", "a2", "stock");
    s.isLocked("A", "stock");
    s.holder("A", "stock");
    s.mutexDo("A", "stock", Take.PLAIN, Deed.WORK);
    s.number("A", "n", "pool", 3);
    s.enable("A", "jobs", Stand.PLAIN);
    s.joined("A", "jobs");
    s.ids("A", 1);
    s.holders("A", LeaseKind.MUTEX);
    s.release("a");
    s.heldBy("A");
    s.tryLock("B", "b", "stock");
    s.close("A");
  }

  private static void theDefaultKitBelongsToWhoOpenedIt(Script s) {
    s.kits("A", "B");
    s.forgetDefault();
    s.defaultKit();
    s.makeDefault("A");
    s.defaultKit();
    s.lock("A", "a", "stock");
    s.makeDefault("B");
    s.defaultKit();
    s.held("a");
    s.tryLock("B", "b", "stock");
    s.forgetDefault();
    s.defaultKit();
    s.tryLock("B", "b1", "stock");
    s.close("A");
    s.tryLock("B", "b2", "stock");
    s.held("b2");
    s.makeDefault("A");
    s.defaultKit();
  }

  private static void whatCannotBeMeantIsRefused(Script s) {
    s.kits("A", "B");
    s.wrong("A", Wrong.TTL_OF_ZERO);
    s.wrong("A", Wrong.NEGATIVE_WAIT);
    s.wrong("A", Wrong.RETRY_OF_ZERO);
    s.wrong("A", Wrong.MIN_HOLD_OF_ZERO);
    s.wrong("A", Wrong.NEGATIVE_MAX_HOLD);
    s.wrong("A", Wrong.METADATA_TOO_LONG);
    s.wrong("A", Wrong.UNHEALTHY_TIME_OF_ZERO);
    s.wrong("A", Wrong.POOL_OF_NONE);
    s.wrong("A", Wrong.POOL_OF_LESS);
    s.wrong("A", Wrong.NO_ID_NUMBERS);
    s.wrong("A", Wrong.UNKNOWN_BACKEND);
    s.wrong("A", Wrong.NEGATIVE_ID);
    s.lock("A", "a", "stock");
    s.isLocked("B", "stock");
  }

  private static void namesThatAreNoneAreRefused(Script s) {
    s.kits("A", "B");
    s.wrong("A", Wrong.EMPTY_KEY);
    s.wrong("A", Wrong.KEY_TOO_LONG);
    s.wrong("A", Wrong.KEY_TOO_LONG_IN_UTF_8);
    s.wrong("A", Wrong.KEY_WITH_LONE_SURROGATE);
    s.wrong("A", Wrong.EMPTY_IDENTITY);
    s.wrong("A", Wrong.EMPTY_DOMAIN);
    s.wrong("A", Wrong.DOMAIN_WITH_LONE_SURROGATE);
    s.wrong("A", Wrong.EMPTY_NODE_KEY);
    s.wrong("A", Wrong.EMPTY_POOL);
    s.wrong("A", Wrong.POOL_OF_IDENTIFIERS);
    s.wrong("A", Wrong.EMPTY_NAMESPACE);
    s.lock("A", "a", "stock");
    s.isLocked("B", "stock");
  }
}
