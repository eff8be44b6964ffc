package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.MemberEvent;
import dev.lockstep.Membership;
import dev.lockstep.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H5 and H6: joins and departures, and nodes that came back. */
abstract class MembershipRules extends ResignationRules {
  /** A member whose heart stops soon if it does not renew. */
  final ElectionOptions briefMember(Kit kit, String nodeKey) {
    return briefCandidate(kit).keepHeartbeat().nodeKey(nodeKey);
  }

  /** The same, also on a machine that stands still for a second, and in a JVM that just began. */
  final ElectionOptions steadyMember(Kit kit, String nodeKey) {
    return steadyCandidate(kit).keepHeartbeat().nodeKey(nodeKey);
  }

  /** A member whose heart stops within no test by itself. */
  static ElectionOptions lastingMember(String nodeKey) {
    return lastingCandidate().keepHeartbeat().nodeKey(nodeKey);
  }

  final Election join(String nodeKey) {
    return kit().enableElection(lastingMember(nodeKey));
  }

  static Members listen(Membership members) {
    Members heard = new Members();
    members.onMember(heard);
    return heard;
  }

  static void assertHears(Members heard, String... present) {
    Eventually.within(
        SOON, Set.of(present) + " are there", () -> heard.present().equals(Set.of(present)));
  }

  @Test
  @Rule("H5")
  @DisplayName("H5: listeners begin with who is there, and hear joins and departures alternate")
  final void h05_joins_and_departures_are_heard_alternating() {
    Election observer = join("observer");
    Election early = join("early");
    Members heard = listen(observer.members());
    assertHears(heard, "observer", "early");
    SplittableRandom random = new SplittableRandom();
    for (int i = 0; i < 12; i++) {
      Election guest = join("guest");
      // Sometimes it is gone before anybody looked.
      Eventually.pass(Duration.ofMillis(random.nextInt(30)));
      guest.close();
    }
    Election guest = join("guest");
    assertHears(heard, "observer", "early", "guest");
    Members late = new Members();
    Registration registration = observer.members().onMember(late);
    assertHears(late, "observer", "early", "guest");
    guest.close();
    assertHears(heard, "observer", "early");
    assertHears(late, "observer", "early");
    registration.close();
    int heardByLate = late.size();
    early.close();
    assertHears(heard, "observer");
    assertThat(late.size()).as("what one that was closed heard").isEqualTo(heardByLate);
    heard.assertAlternates();
    late.assertAlternates();
    assertThat(heard.of("early")).hasSize(2);
  }

  @Test
  @Rule("H5")
  @DisplayName("H5: an observation that was interrupted lists again and reports the difference")
  final void h05_an_interrupted_observation_reports_the_difference() {
    Wire wire = bench().wire();
    Kit kit = impatient(wire);
    Election observer = kit.enableElection(lastingMember("observer"));
    Election leaving = join("leaving");
    Election changing = join("changing");
    join("staying");
    Members heard = listen(observer.members());
    assertHears(heard, "observer", "leaving", "changing", "staying");
    wire.cut();
    leaving.close();
    changing.close();
    Election changed = join("changing");
    join("joining");
    Eventually.pass(Duration.ofMillis(300));
    assertThat(heard.size()).as("news in an outage").isEqualTo(4);
    wire.heal();
    assertHears(heard, "observer", "changing", "staying", "joining");
    Eventually.within(SOON, "the new incarnation", () -> heard.of("changing").size() == 3);
    heard.assertAlternates();
    assertThat(heard.of("staying")).hasSize(1);
    assertThat(heard.of("leaving")).hasSize(2);
    wire.loseHints();
    changed.close();
    join("last");
    assertHears(heard, "observer", "staying", "joining", "last");
    wire.heal();
    heard.assertAlternates();
  }

  @Test
  @Rule("H5")
  @DisplayName("H5: of a node that came back first the old departure is heard; its end is silent")
  final void h05_a_node_that_came_back_is_a_new_incarnation() {
    Election observer = join("observer");
    Kit kit = kit();
    Members heard = listen(observer.members());
    ElectionNode node = electionNode();
    ElectionOptions options = steadyMember(kit, "phoenix");
    node.enable(options);
    assertHears(heard, "observer", "phoenix");
    node.kill();
    Election reborn = kit.enableElection(lastingMember("phoenix"));
    Eventually.within(SOON, "the new incarnation", () -> heard.of("phoenix").size() == 3);
    List<MemberEvent> all = heard.of("phoenix");
    assertThat(all).extracting(MemberEvent::joined).containsExactly(true, false, true);
    assertThat(all.get(1).incarnation()).isEqualTo(all.get(0).incarnation());
    assertThat(all.get(2).incarnation()).isGreaterThan(all.get(0).incarnation());
    Eventually.throughout(
        standing(kit, options.unhealthyTime()).plus(SLACK),
        "the end of the old one is silent",
        () -> heard.of("phoenix").size() == 3 && observer.members().isAlive("phoenix"));
    reborn.close();
    Eventually.within(SOON, "the end of the new one", () -> heard.of("phoenix").size() == 4);
    heard.assertAlternates();
  }

  @Test
  @Rule("H6")
  @DisplayName("H6: a node key is alive while any incarnation of it is, whichever ends first")
  final void h06_a_node_key_is_alive_while_any_incarnation_is() {
    Membership members = join("observer").members();
    Members heard = listen(members);
    Election first = join("twin");
    Election second = join("twin");
    Election third = join("twin");
    assertThat(members.aliveNodes()).containsExactly("observer", "twin");
    second.close();
    assertAlive(members, heard);
    third.close();
    assertAlive(members, heard);
    Election fourth = join("twin");
    first.close();
    assertAlive(members, heard);
    fourth.close();
    assertThat(members.isAlive("twin")).isFalse();
    assertThat(members.aliveNodes()).containsExactly("observer");
    assertHears(heard, "observer");
    heard.assertAlternates();
  }

  private static void assertAlive(Membership members, Members heard) {
    assertThat(members.isAlive("twin")).as("the node whose other incarnation lives").isTrue();
    assertThat(members.aliveNodes()).containsExactly("observer", "twin");
    assertHears(heard, "observer", "twin");
    Eventually.throughout(
        Duration.ofMillis(300), "it is there", () -> heard.present().contains("twin"));
  }

  @Test
  @Rule("H6")
  @DisplayName("H6: the same when one of two processes with that node key is killed")
  final void h06_a_node_key_outlives_a_killed_incarnation() {
    Kit kit = kit();
    Membership members = join("observer").members();
    ElectionNode killed = electionNode();
    ElectionOptions options = steadyMember(kit, "twin");
    killed.enable(options);
    ElectionNode living = electionNode();
    living.enable(options);
    killed.kill();
    Eventually.throughout(
        standing(kit, options.unhealthyTime()).plus(SLACK),
        "it is alive",
        () -> members.isAlive("twin"));
    living.leave(DOMAIN);
    assertThat(members.isAlive("twin")).isFalse();
  }
}
