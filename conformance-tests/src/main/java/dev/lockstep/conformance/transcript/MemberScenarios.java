package dev.lockstep.conformance.transcript;

import dev.lockstep.LeaseKind;
import dev.lockstep.conformance.transcript.KitVerbs.Silence;
import java.util.List;

/** Who is a member. */
final class MemberScenarios {
  private MemberScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "members-come-and-go", Mutant.MEMBERS_SEE_NO_OTHERS, MemberScenarios::membersComeAndGo),
        Scenario.of(
            "members-are-told-of", Mutant.CHANGES_ARE_NOT_TOLD, MemberScenarios::membersAreToldOf),
        Scenario.of(
            "domains-have-their-own-members",
            Mutant.ERRORS_ARE_ALL_ONE,
            MemberScenarios::domainsHaveTheirOwnMembers),
        Scenario.of(
            "a-member-that-is-cut-off-comes-back",
            Mutant.CHANGES_ARE_TOLD_TWICE,
            MemberScenarios::aMemberThatIsCutOffComesBack),
        Scenario.of(
            "a-node-key-lives-while-one-of-its-nodes-does",
            Mutant.MEMBERS_SEE_NO_OTHERS,
            MemberScenarios::aNodeKeyLivesWhileOneOfItsNodesDoes));
  }

  private static void membersComeAndGo(Script s) {
    s.kits("A", "B", "C");
    s.enable("A", "jobs", Stand.SHOWN);
    s.aliveNodes("A", "jobs");
    s.enable("C", "jobs", Stand.SHOWN);
    s.enable("B", "jobs", Stand.SHOWN);
    s.aliveNodes("A", "jobs");
    s.aliveNodes("C", "jobs");
    s.isAlive("A", "jobs", "B");
    s.isAlive("A", "jobs", "D");
    s.leave("C", "jobs");
    s.aliveNodes("A", "jobs");
    s.isAlive("B", "jobs", "C");
    s.close("B");
    s.aliveNodes("A", "jobs");
    s.isAlive("A", "jobs", "A");
  }

  private static void membersAreToldOf(Script s) {
    s.kits("A", "B", "C");
    s.enable("A", "jobs", Stand.SHOWN);
    s.listenMembers("A", "jobs");
    s.heard("A jobs members", 1);
    s.enable("B", "jobs", Stand.SHOWN);
    s.heard("A jobs members", 1);
    s.enable("C", "jobs", Stand.SHOWN);
    s.heard("A jobs members", 1);
    s.listenMembers("C", "jobs");
    s.heard("C jobs members", 3);
    s.leave("B", "jobs");
    s.heard("A jobs members", 1);
    s.heard("C jobs members", 1);
    s.enable("B", "jobs", Stand.SHOWN);
    s.heard("A jobs members", 1);
    s.heard("C jobs members", 1);
    s.close("C");
    s.heard("A jobs members", 1);
    s.aliveNodes("A", "jobs");
  }

  private static void domainsHaveTheirOwnMembers(Script s) {
    s.kits("A", "B");
    s.enable("A", "jobs", Stand.SHOWN);
    s.enable("A", "tasks", Stand.PLAIN);
    s.enable("B", "tasks", Stand.SHOWN);
    s.aliveNodes("A", "jobs");
    s.aliveNodes("A", "tasks");
    s.isAlive("A", "tasks", "B");
    s.aliveNodes("B", "tasks");
    s.isAlive("B", "tasks", "A");
    s.isAlive("A", "jobs", "B");
    s.holders("B", LeaseKind.NODE);
    s.enable("B", "jobs", Stand.SHOWN);
    s.aliveNodes("A", "jobs");
    s.leave("B", "jobs");
    s.aliveNodes("B", "jobs");
  }

  private static void aMemberThatIsCutOffComesBack(Script s) {
    s.wired("B");
    s.kits("A");
    s.enable("A", "jobs", Stand.SHOWN);
    s.enable("B", "jobs", Stand.SHOWN_ONLY);
    s.listenMembers("A", "jobs");
    s.heard("A jobs members", 2);
    s.aliveNodes("A", "jobs");
    s.silence("B", Silence.CUT);
    s.heard("A jobs members", 1);
    s.aliveNodes("A", "jobs");
    s.isAlive("A", "jobs", "B");
    s.aliveNodes("B", "jobs");
    s.revive("B");
    s.answers("B");
    s.heard("A jobs members", 1);
    s.aliveNodes("A", "jobs");
    s.leads("A", "jobs");
    s.leave("B", "jobs");
    s.heard("A jobs members", 1);
  }

  private static void aNodeKeyLivesWhileOneOfItsNodesDoes(Script s) {
    s.kits("A", "1/n", "2/n");
    s.enable("A", "jobs", Stand.SHOWN);
    s.listenMembers("A", "jobs");
    s.heard("A jobs members", 1);
    s.enable("1/n", "jobs", Stand.SHOWN);
    s.heard("A jobs members", 1);
    s.aliveNodes("A", "jobs");
    s.enable("2/n", "jobs", Stand.SHOWN);
    s.heard("A jobs members", 2);
    s.aliveNodes("A", "jobs");
    s.leave("1/n", "jobs");
    s.isAlive("A", "jobs", "n");
    s.aliveNodes("2/n", "jobs");
    s.leave("2/n", "jobs");
    s.heard("A jobs members", 1);
    s.aliveNodes("A", "jobs");
  }
}
