package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.ErrorCode;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.LeaseKind;
import dev.lockstep.MemberEvent;
import dev.lockstep.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H1 to H4: who is alive. */
abstract class HeartbeatRules extends MembershipRules {
  @Test
  @Rule("H1")
  @DisplayName("H1: aliveNodes is sorted and as of the call, and isAlive agrees")
  final void h01_alive_nodes_are_sorted_and_as_of_the_call() {
    Membership members = join("m").members();
    SortedSet<String> expected = new TreeSet<>(List.of("m"));
    List<String> names =
        List.of(
            "z",
            "a/b",
            "a-b",
            "a b",
            "A",
            "../a",
            "\u043a\u043b\u044e\u0447",
            "{a}b",
            "b".repeat(300));
    List<Election> joined = new ArrayList<>();
    for (String name : names) {
      Election election = join(name);
      assertThat(election.members().isAlive(name)).as("alive as of the call: %s", name).isTrue();
      joined.add(election);
      expected.add(name);
      assertAlive(members, expected);
      assertAlive(election.members(), expected);
    }
    for (int i = 0; i < joined.size(); i++) {
      joined.get(i).close();
      expected.remove(names.get(i));
      assertAlive(members, expected);
      assertThat(members.isAlive(names.get(i)))
          .as("alive as of the call: %s, which left", names.get(i))
          .isFalse();
    }
    assertThat(members.isAlive("nobody")).isFalse();
  }

  private static void assertAlive(Membership members, SortedSet<String> expected) {
    assertThat(members.aliveNodes())
        .as("alive as of the call: aliveNodes")
        .containsExactlyElementsOf(expected);
    for (String name : expected) {
      assertThat(members.isAlive(name)).as("alive as of the call: %s", name).isTrue();
    }
  }

  @Test
  @Rule("H1")
  @DisplayName("H1: a live node stays alive; who cannot ask is told so, and not that nobody is")
  final void h01_a_live_node_stays_alive_and_unreachable_is_an_error() {
    Kit beating = kit();
    ElectionOptions options = steadyCandidate(beating).keepHeartbeat().nodeKey("beating");
    beating.enableElection(options);
    Membership watching = join("watching").members();
    Eventually.throughout(
        options.unhealthyTime().multipliedBy(2), "it is alive", () -> watching.isAlive("beating"));
    Wire wire = bench().wire();
    Membership members = impatient(wire).enableElection(lastingMember("asking")).members();
    assertThat(members.isAlive("beating")).isTrue();
    wire.cut();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, members::aliveNodes);
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> members.isAlive("beating"));
    wire.heal();
  }

  @Test
  @Rule("H2")
  @DisplayName("H2: a killed node is alive no longer than L7 says")
  final void h02_a_killed_node_is_gone_in_time() {
    Kit kit = kit();
    Membership members = join("observer").members();
    Members heard = listen(members);
    ElectionNode node = electionNode();
    ElectionOptions options = steadyMember(kit, "doomed");
    node.enable(options);
    assertHears(heard, "observer", "doomed");
    Duration ttl = options.unhealthyTime();
    Eventually.throughout(ttl, "it is alive", () -> members.isAlive("doomed"));
    long killed = node.kill();
    Duration bound = standing(kit, ttl).plus(SLACK);
    Eventually.within(bound, "it is gone", () -> !members.isAlive("doomed"));
    assertThat(since(killed)).isLessThan(bound);
    Eventually.within(SOON, "its departure", () -> heard.of("doomed").size() == 2);
    heard.assertAlternates();
  }

  @Test
  @Rule("H2")
  @DisplayName("H2: a node that closes its election, or its kit, is gone when close returns")
  final void h02_a_closed_node_is_gone_when_close_returns() {
    Membership members = join("observer").members();
    for (int i = 0; i < 10; i++) {
      Wire wire = bench().wire();
      Kit kit = bench().kit(wire);
      Election election = kit.enableElection(lastingMember("guest"));
      assertThat(members.isAlive("guest")).isTrue();
      if (i < 4) {
        // close has to wait for the answer.
        wire.delayRequests(Duration.ofMillis(300));
      }
      if (i % 2 == 0) {
        election.close();
      } else {
        kit.close();
      }
      assertThat(members.aliveNodes()).containsExactly("observer");
    }
  }

  @Test
  @Rule("H2")
  @DisplayName("H2: also one that came back at that moment: its beat on its way is waited for")
  final void h02_a_beat_on_its_way_is_gone_when_close_returns() {
    Membership members = join("observer").members();
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(8)));
    Election election = kit.enableElection(lastingMember("guest"));
    Kit operator = kit();
    wire.delayReplies(Duration.ofMillis(1200));
    Holder beat = beatOf(operator, "guest");
    assertThat(operator.inspector().revoke(beat)).isTrue();
    // It renews, and learns of it; then it beats anew, and is closed before it knows that it does.
    kit.held().stream()
        .filter(lease -> lease.kind() == LeaseKind.NODE)
        .forEach(
            lease -> {
              var renewal = CompletableFuture.runAsync(lease::renew, bench().threads());
              assertThat(renewal).isNotDone();
            });
    Eventually.within(SOON, "its new beat stands", () -> members.isAlive("guest"));
    election.close();
    assertThat(members.aliveNodes()).containsExactly("observer");
    wire.heal();
    Eventually.throughout(Duration.ofMillis(500), "it is gone", () -> !members.isAlive("guest"));
  }

  private static Holder beatOf(Kit operator, String nodeKey) {
    return operator.inspector().holders(LeaseKind.NODE).stream()
        .filter(holder -> holder.nodeKey().equals(nodeKey))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Rule("H3")
  @DisplayName("H3: without heartbeat members are InvalidOption, and others do not see the node")
  final void h03_without_heartbeat_nobody_is_a_member() {
    Election silent = kit().enableElection(lastingCandidate().nodeKey("silent"));
    assertFails(ErrorCode.INVALID_OPTION, () -> silent.members().aliveNodes());
    assertFails(ErrorCode.INVALID_OPTION, () -> silent.members().isAlive("silent"));
    Membership members = join("member").members();
    assertThat(silent.isLeader()).isTrue();
    assertThat(members.aliveNodes()).containsExactly("member");
    assertThat(members.isAlive("silent")).isFalse();
  }

  @Test
  @Rule("H3")
  @DisplayName("H3: the members of one domain are not seen in another, whatever their names")
  final void h03_domains_do_not_see_each_others_members() {
    List<String> domains = List.of("a/b", "a-b", "a.b", "A/b", "a b", "../a", "a", "a/b/c");
    Kit kit = kit();
    Kit other = kit();
    List<Election> elections = new ArrayList<>();
    for (String domain : domains) {
      ElectionOptions options = ElectionOptions.of(domain).unhealthyTime(LONG).keepHeartbeat();
      elections.add(kit.enableElection(options.nodeKey("of " + domain)));
      other.enableElection(options.nodeKey("other"));
    }
    Members heard = listen(elections.get(0).members());
    assertHears(heard, "of a/b", "other");
    for (int i = 0; i < domains.size(); i++) {
      Membership members = elections.get(i).members();
      assertThat(members.aliveNodes()).containsExactly("of " + domains.get(i), "other");
      assertThat(members.isAlive("of " + domains.get((i + 1) % domains.size()))).isFalse();
    }
    other.election("a-b").close();
    elections.get(3).close();
    assertThat(elections.get(0).members().aliveNodes()).containsExactly("of a/b", "other");
    assertThat(elections.get(1).members().aliveNodes()).containsExactly("of a-b");
    assertThat(heard.size()).as("news in the first domain").isEqualTo(2);
  }

  @Test
  @Rule("H4")
  @DisplayName(
      "H4: a node that was cut off learns that its heart stopped, and comes back by itself")
  final void h04_a_node_that_was_cut_off_learns_of_it_and_comes_back() {
    Wire wire = bench().wire();
    assertLearnsOfItAndComesBack(bench().kit(wire), wire::blackHole, wire::heal);
  }

  @Test
  @Rule("H4")
  @DisplayName("H4: the same when the backend was down")
  final void h04_a_node_comes_back_when_the_backend_does() {
    BackendUnderTest backend = bench().alone();
    assertLearnsOfItAndComesBack(kit(), backend::stop, backend::start);
  }

  private void assertLearnsOfItAndComesBack(Kit kit, Runnable outage, Runnable end) {
    ElectionOptions options = briefMember(kit, "cut off");
    Membership own = kit.enableElection(options).members();
    Members heard = listen(own);
    Membership observer = join("observer").members();
    Members heardByOther = listen(observer);
    assertHears(heard, "cut off", "observer");
    assertHears(heardByOther, "cut off", "observer");
    outage.run();
    Eventually.within(
        options.unhealthyTime().plus(SLACK),
        "it learns of it",
        () -> heard.of("cut off").size() == 2);
    end.run();
    Eventually.within(SOON, "it is back", () -> heard.of("cut off").size() == 3);
    Eventually.within(SOON, "the other heard so", () -> heardByOther.of("cut off").size() == 3);
    assertThat(observer.isAlive("cut off")).isTrue();
    assertThat(own.isAlive("cut off")).isTrue();
    assertThat(heard.of("cut off"))
        .extracting(MemberEvent::joined)
        .containsExactly(true, false, true);
    heard.assertAlternates();
    heardByOther.assertAlternates();
  }

  @Test
  @Rule("H4")
  @DisplayName("H4: a node whose record was revoked comes back by itself, too")
  final void h04_a_node_that_was_revoked_comes_back() {
    Kit kit = kit();
    Membership own = kit.enableElection(briefMember(kit, "revoked")).members();
    Members heard = listen(own);
    assertHears(heard, "revoked");
    Kit operator = kit();
    Consumer<Kit> revoke = by -> assertThat(by.inspector().revoke(beatOf(by, "revoked"))).isTrue();
    for (int i = 1; i <= 3; i++) {
      int incarnations = i;
      revoke.accept(operator);
      Eventually.within(
          SOON, "it is back", () -> heard.of("revoked").size() == 2 * incarnations + 1);
      assertThat(own.isAlive("revoked")).isTrue();
    }
    heard.assertAlternates();
  }
}
