package dev.lockstep.conformance.transcript;

import dev.lockstep.LeaseKind;
import dev.lockstep.conformance.transcript.KitVerbs.Silence;
import java.util.List;

/** Who leads. */
final class ElectionScenarios {
  private ElectionScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "the-first-who-stands-leads",
            Mutant.EVERYBODY_LEADS,
            ElectionScenarios::theFirstWhoStandsLeads),
        Scenario.of(
            "who-resigns-is-followed",
            Mutant.NOBODY_RESIGNS,
            ElectionScenarios::whoResignsIsFollowed),
        Scenario.of(
            "who-resigns-alone-leads-again-later",
            Mutant.NOBODY_RESIGNS,
            ElectionScenarios::whoResignsAloneLeadsAgainLater),
        Scenario.of(
            "who-leaves-is-followed",
            Mutant.CLOSE_DOES_NOTHING,
            ElectionScenarios::whoLeavesIsFollowed),
        Scenario.of(
            "who-closes-its-kit-is-followed",
            Mutant.CLOSE_DOES_NOTHING,
            ElectionScenarios::whoClosesItsKitIsFollowed),
        Scenario.of(
            "who-may-not-lead-does-not-stand",
            Mutant.CHANGES_ARE_NOT_TOLD,
            ElectionScenarios::whoMayNotLeadDoesNotStand),
        Scenario.of(
            "an-election-is-enabled-once",
            Mutant.ERRORS_ARE_ALL_ONE,
            ElectionScenarios::anElectionIsEnabledOnce),
        Scenario.of(
            "domains-do-not-meet", Mutant.EVERYBODY_LEADS, ElectionScenarios::domainsDoNotMeet),
        Scenario.of(
            "one-node-key-leads-once",
            Mutant.EVERYBODY_LEADS,
            ElectionScenarios::oneNodeKeyLeadsOnce),
        Scenario.of(
            "to-wait-for-leadership",
            Mutant.CLOSE_DOES_NOTHING,
            ElectionScenarios::toWaitForLeadership),
        Scenario.of(
            "leaders-are-observed",
            Mutant.CHANGES_ARE_NOT_TOLD,
            ElectionScenarios::leadersAreObserved),
        Scenario.of(
            "a-leader-that-is-cut-off-is-ousted",
            Mutant.CHANGES_ARE_TOLD_TWICE,
            ElectionScenarios::aLeaderThatIsCutOffIsOusted),
        Scenario.of(
            "a-term-is-a-lease", Mutant.RELEASE_IS_FORGOTTEN, ElectionScenarios::aTermIsALease));
  }

  private static void theFirstWhoStandsLeads(Script s) {
    s.kits("A", "B", "C");
    s.joined("A", "jobs");
    s.enable("A", "jobs", Stand.PLAIN);
    s.enable("B", "jobs", Stand.PLAIN);
    s.enable("C", "jobs", Stand.PLAIN);
    s.leads("A", "jobs");
    s.leads("B", "jobs");
    s.leads("C", "jobs");
    s.leader("A", "jobs");
    s.leader("C", "jobs");
    s.joined("A", "jobs");
    s.awaitLead("A", "jobs");
    s.holders("B", LeaseKind.LEADER);
    s.heldBy("A");
    s.heldBy("B");
  }

  private static void whoResignsIsFollowed(Script s) {
    s.kits("A", "B");
    s.enable("A", "jobs", Stand.PLAIN);
    s.listenElection("A", "jobs");
    s.enable("B", "jobs", Stand.PLAIN);
    s.listenElection("B", "jobs");
    s.resign("B", "jobs");
    s.leads("A", "jobs");
    s.heard("A jobs", 1);
    s.resign("A", "jobs");
    s.heard("A jobs", 1);
    s.heard("B jobs", 1);
    s.leads("A", "jobs");
    s.leads("B", "jobs");
    s.observeLeader("A", "jobs");
    s.heard("A jobs leaders", 1);
    s.resign("B", "jobs");
    s.awaitLead("A", "jobs");
    s.heard("A jobs leaders", 1);
    s.heard("B jobs", 1);
    s.heard("A jobs", 1);
    s.leader("B", "jobs");
  }

  private static void whoResignsAloneLeadsAgainLater(Script s) {
    s.kits("A", "B");
    s.enable("A", "jobs", Stand.PLAIN);
    s.listenElection("A", "jobs");
    s.resign("A", "jobs");
    s.leads("A", "jobs");
    s.leader("A", "jobs");
    s.heard("A jobs", 2);
    s.awaitLead("A", "jobs");
    s.heard("A jobs", 1);
    s.leader("A", "jobs");
    s.extend("A", "jobs");
    s.leave("A", "jobs");
    s.heard("A jobs", 1);
    s.joined("A", "jobs");
    s.enable("B", "jobs", Stand.PLAIN);
  }

  private static void whoLeavesIsFollowed(Script s) {
    s.kits("A", "B");
    s.enable("A", "jobs", Stand.PLAIN);
    s.listenElection("A", "jobs");
    s.enable("B", "jobs", Stand.PLAIN);
    s.listenElection("B", "jobs");
    s.heard("A jobs", 1);
    s.leave("A", "jobs");
    s.heard("A jobs", 1);
    s.heard("B jobs", 1);
    s.awaitLead("B", "jobs");
    s.leader("B", "jobs");
    s.joined("A", "jobs");
    s.enable("A", "jobs", Stand.PLAIN);
    s.leave("B", "jobs");
    s.awaitLead("A", "jobs");
    s.heard("B jobs", 1);
    s.leader("A", "jobs");
  }

  private static void whoClosesItsKitIsFollowed(Script s) {
    s.kits("A", "B");
    s.enable("A", "jobs", Stand.PLAIN);
    s.enable("A", "tasks", Stand.PLAIN);
    s.enable("B", "jobs", Stand.PLAIN);
    s.listenElection("A", "jobs");
    s.listenElection("A", "tasks");
    s.heard("A jobs", 1);
    s.close("A");
    s.heard("A jobs", 1);
    s.heard("A tasks", 2);
    s.awaitLead("B", "jobs");
    s.leader("B", "jobs");
    s.leads("A", "jobs");
    s.enable("B", "tasks", Stand.PLAIN);
    s.heldBy("B");
  }

  private static void whoMayNotLeadDoesNotStand(Script s) {
    s.kits("A", "B");
    s.enable("A", "jobs", Stand.MAY_NOT);
    s.listenElection("A", "jobs");
    s.leader("A", "jobs");
    s.enable("B", "jobs", Stand.PLAIN);
    s.leads("A", "jobs");
    s.leads("B", "jobs");
    s.may("A", "jobs", true);
    s.may("B", "jobs", false);
    s.heard("A jobs", 1);
    s.leads("A", "jobs");
    s.leads("B", "jobs");
    s.may("B", "jobs", true);
    s.leader("B", "jobs");
    s.may("A", "jobs", false);
    s.heard("A jobs", 1);
    s.awaitLead("B", "jobs");
    s.leader("A", "jobs");
  }

  private static void anElectionIsEnabledOnce(Script s) {
    s.kits("A", "B");
    s.leads("A", "jobs");
    s.resign("A", "jobs");
    s.enable("A", "jobs", Stand.PLAIN);
    s.enable("A", "jobs", Stand.PLAIN);
    s.aliveNodes("A", "jobs");
    s.joined("A", "jobs");
    s.joined("A", "tasks");
    s.enable("B", "jobs", Stand.PLAIN);
    s.extend("A", "jobs");
    s.extend("B", "jobs");
    s.leave("B", "jobs");
    s.extend("B", "jobs");
    s.leader("A", "jobs");
    s.enable("B", "jobs", Stand.MAY_NOT);
  }

  private static void domainsDoNotMeet(Script s) {
    s.kits("A", "B");
    s.enable("A", "jobs", Stand.PLAIN);
    s.enable("B", "tasks", Stand.PLAIN);
    s.leader("A", "jobs");
    s.leader("B", "tasks");
    s.enable("A", "tasks", Stand.PLAIN);
    s.enable("B", "jobs", Stand.PLAIN);
    s.leads("A", "tasks");
    s.leads("B", "jobs");
    s.resign("A", "jobs");
    s.awaitLead("B", "jobs");
    s.leads("B", "tasks");
    s.leader("A", "tasks");
    s.heldBy("B");
    s.holders("A", LeaseKind.LEADER);
  }

  private static void oneNodeKeyLeadsOnce(Script s) {
    s.kits("1/n", "2/n");
    s.enable("1/n", "jobs", Stand.PLAIN);
    s.enable("2/n", "jobs", Stand.PLAIN);
    s.leads("1/n", "jobs");
    s.leads("2/n", "jobs");
    s.leader("2/n", "jobs");
    s.extend("1/n", "jobs");
    s.extend("2/n", "jobs");
    s.resign("1/n", "jobs");
    s.awaitLead("2/n", "jobs");
    s.leads("1/n", "jobs");
    s.leader("1/n", "jobs");
    s.extend("1/n", "jobs");
  }

  private static void toWaitForLeadership(Script s) {
    s.kits("A", "B");
    s.enable("A", "jobs", Stand.PLAIN);
    s.awaitLead("A", "jobs");
    s.enable("B", "jobs", Stand.PLAIN);
    s.awaitLeadLater("B", "jobs", "b");
    s.waiting("b");
    s.extend("A", "jobs");
    s.leave("A", "jobs");
    s.await("b");
    s.leads("B", "jobs");
    s.enable("A", "jobs", Stand.PLAIN);
    s.awaitLeadLater("A", "jobs", "a");
    s.waiting("a");
    s.leave("A", "jobs");
    s.await("a");
    s.joined("A", "jobs");
    s.leader("B", "jobs");
  }

  private static void leadersAreObserved(Script s) {
    s.kits("A", "B", "C");
    s.enable("C", "jobs", Stand.MAY_NOT);
    s.observeLeader("C", "jobs");
    s.enable("A", "jobs", Stand.PLAIN);
    s.heard("C jobs leaders", 1);
    s.enable("B", "jobs", Stand.PLAIN);
    s.observeLeader("B", "jobs");
    s.heard("B jobs leaders", 1);
    s.leave("A", "jobs");
    s.heard("C jobs leaders", 1);
    s.heard("B jobs leaders", 1);
    s.enable("A", "jobs", Stand.PLAIN);
    s.leave("B", "jobs");
    s.heard("C jobs leaders", 1);
    s.leader("C", "jobs");
    s.leads("C", "jobs");
  }

  private static void aLeaderThatIsCutOffIsOusted(Script s) {
    s.wired("A");
    s.kits("B");
    s.enable("A", "jobs", Stand.PLAIN);
    s.listenElection("A", "jobs");
    s.enable("B", "jobs", Stand.PLAIN);
    s.listenElection("B", "jobs");
    s.heard("A jobs", 1);
    s.silence("A", Silence.CUT);
    s.heard("A jobs", 1);
    s.heard("B jobs", 1);
    s.leads("A", "jobs");
    s.extend("A", "jobs");
    s.leader("B", "jobs");
    s.revive("A");
    s.answers("A");
    s.leads("A", "jobs");
    s.leave("B", "jobs");
    s.awaitLead("A", "jobs");
    s.heard("A jobs", 1);
    s.heard("B jobs", 1);
  }

  private static void aTermIsALease(Script s) {
    s.kits("A", "B");
    s.enable("A", "jobs", Stand.PLAIN);
    s.listenElection("A", "jobs");
    s.awaitLeadLater("A", "jobs", "term");
    s.await("term");
    s.held("term");
    s.renew("term");
    s.token("term");
    s.requireHeld("term");
    s.enable("B", "jobs", Stand.PLAIN);
    s.heard("A jobs", 1);
    s.release("term");
    s.heard("A jobs", 1);
    s.awaitLead("B", "jobs");
    s.leads("A", "jobs");
    s.leader("A", "jobs");
  }
}
