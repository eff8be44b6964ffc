package dev.lockstep.conformance.transcript;

import dev.lockstep.LeaseKind;
import dev.lockstep.conformance.transcript.KitVerbs.Place;
import dev.lockstep.conformance.transcript.KitVerbs.Silence;
import java.util.List;

/** Numbers and identifiers. */
final class NumberScenarios {
  private NumberScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of("numbers-run-out", Mutant.NUMBERS_ARE_SHARED, NumberScenarios::numbersRunOut),
        Scenario.of(
            "numbers-come-back-on-close",
            Mutant.CLOSE_DOES_NOTHING,
            NumberScenarios::numbersComeBackOnClose),
        Scenario.of("pools-do-not-meet", Mutant.POOLS_ARE_ONE, NumberScenarios::poolsDoNotMeet),
        Scenario.of(
            "a-number-that-is-lost",
            Mutant.LOSS_IS_NOT_NOTICED,
            NumberScenarios::aNumberThatIsLost),
        Scenario.of(
            "identifiers-rise", Mutant.IDENTIFIERS_REPEAT, NumberScenarios::identifiersRise),
        Scenario.of(
            "a-clock-that-goes-back-issues-nothing",
            Mutant.ERRORS_ARE_ALL_ONE,
            NumberScenarios::aClockThatGoesBackIssuesNothing));
  }

  private static void numbersRunOut(Script s) {
    s.kits("A", "B");
    s.number("A", "a1", "pool", 3);
    s.number("B", "b1", "pool", 3);
    s.number("A", "a2", "pool", 3);
    s.number("B", "b2", "pool", 3);
    s.number("A", "a3", "pool", 3);
    s.held("a1");
    s.held("b1");
    s.release("a1");
    s.number("B", "b3", "pool", 3);
    s.number("A", "a4", "pool", 3);
    s.release("a1");
    s.heldBy("A");
    s.holders("B", LeaseKind.NUMBER);
  }

  private static void numbersComeBackOnClose(Script s) {
    s.kits("A", "B");
    s.number("A", "a1", "pool", 2);
    s.number("A", "a2", "pool", 2);
    s.number("B", "b1", "pool", 2);
    s.listen("a1", "end");
    s.close("A");
    s.heard("end", 1);
    s.requireHeld("a1");
    s.number("B", "b2", "pool", 2);
    s.number("B", "b3", "pool", 2);
    s.number("B", "b4", "pool", 2);
    s.closeLease("b2");
    s.number("B", "b5", "pool", 2);
    s.heldBy("B");
  }

  private static void poolsDoNotMeet(Script s) {
    s.kits("A", "B");
    s.number("A", "a1", "red", 1);
    s.number("B", "b1", "blue", 1);
    s.number("B", "b2", "red", 1);
    s.number("A", "a2", "blue", 1);
    s.holders("A", LeaseKind.NUMBER);
    s.release("a1");
    s.number("B", "b3", "red", 1);
    s.number("A", "a3", "blue", 1);
    s.number("A", "a4", "blue", 2);
    s.ids("A", 3);
    s.held("a4");
    s.held("b3");
  }

  private static void aNumberThatIsLost(Script s) {
    s.wired("A");
    s.kits("B");
    s.number("A", "a", "pool", 1);
    s.listen("a", "end");
    s.number("B", "b1", "pool", 1);
    s.renew("a");
    s.silence("A", Silence.CUT);
    s.lost("a");
    s.heard("end", 1);
    s.held("a");
    s.requireHeld("a");
    s.revive("A");
    s.answers("A");
    s.awaitNumber("B", "b2", "pool", 1);
    s.number("A", "a2", "pool", 1);
    s.release("a");
    s.held("b2");
  }

  private static void identifiersRise(Script s) {
    s.kits("A", "B", "C");
    s.ids("A", 3);
    s.ids("B", 3);
    s.ids("A", 300);
    s.ids("A", 2);
    s.ids("C", 1);
    s.ids("B", 300);
    s.ids("C", 300);
    s.ids("A", 1);
    s.close("A");
    s.ids("A", 1);
    s.ids("B", 1);
    s.ids("C", 1);
  }

  private static void aClockThatGoesBackIssuesNothing(Script s) {
    s.open("A", Place.CLOCKED);
    s.kits("B");
    s.ids("A", 3);
    s.lock("A", "a", "stock");
    s.setBack("A");
    s.ids("A", 1);
    s.held("a");
    s.renew("a");
    s.ids("B", 3);
    s.ids("A", 1);
    s.tryLock("B", "b1", "stock");
    s.setForward("A");
    s.held("a");
    s.requireHeld("a");
    s.release("a");
    s.lost("a");
    s.ids("A", 3);
    s.ids("B", 3);
    s.awaitFree("B", "stock");
    s.lock("A", "a2", "stock");
  }
}
