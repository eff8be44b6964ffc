package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** E5 to E7: who may stand, where, and under which name. */
abstract class CandidateRules extends LeadershipRules {
  private static final Duration UNHEALTHY = Duration.ofMillis(4500);

  private static ElectionOptions asked(BooleanSupplier canElect) {
    return ElectionOptions.of(DOMAIN).unhealthyTime(UNHEALTHY).canElect(canElect);
  }

  /** A third of the validity of a term of these candidates. */
  private static Duration thirdOfValidity(Kit kit) {
    try (Lease probe = kit.mutex("probe").with(LockOptions.defaults().ttl(UNHEALTHY)).lock()) {
      return probe.validity().dividedBy(3);
    }
  }

  @Test
  @Rule("E5")
  @DisplayName("E5: leader, follower, and who may not lead, are all asked every third of V")
  final void e05_can_elect_is_asked_every_third_of_the_validity() {
    Kit kit = kit();
    Duration third = thirdOfValidity(kit);
    List<MayLead> all = List.of(new MayLead(true), new MayLead(true), new MayLead(false));
    for (MayLead may : all) {
      kit().enableElection(asked(may));
      assertThat(may.times()).as("asked before the first attempt").isPositive();
    }
    Eventually.pass(third.multipliedBy(4));
    for (MayLead may : all) {
      assertThat(may.longestSilence())
          .as("the longest time in which a candidate was not asked whether it may lead")
          .isLessThan(third.plus(SLACK));
    }
  }

  @Test
  @Rule("E5")
  @DisplayName("E5: who may not lead leaves no record; who may again, leads within a third of V")
  final void e05_who_may_not_lead_does_not_campaign() {
    Kit kit = kit();
    Duration third = thirdOfValidity(kit);
    MayLead may = new MayLead(false);
    Election election = kit.enableElection(asked(may));
    Election onlooker = onlooker();
    Eventually.throughout(
        third.multipliedBy(2),
        "nobody leads",
        () -> !election.isLeader() && onlooker.leader().isEmpty());
    may.say(true);
    assertLeadsWithin(third, "it may again, and leads", election);
  }

  @Test
  @Rule("E5")
  @DisplayName("E5: a leader that may not lead any more gives up within a third of V")
  final void e05_a_leader_that_may_not_lead_gives_up() {
    MayLead may = new MayLead(true);
    assertGivesUp(may, () -> may.say(false), Duration.ZERO);
  }

  @Test
  @Rule("E5")
  @DisplayName("E5: to throw is to say no")
  final void e05_to_throw_is_to_say_no() {
    AtomicBoolean broken = new AtomicBoolean();
    assertGivesUp(
        () -> {
          if (broken.get()) {
            throw new IllegalStateException("thrown by canElect of the suite, on purpose");
          }
          return true;
        },
        () -> broken.set(true),
        Duration.ZERO);
  }

  @Test
  @Rule("E5")
  @DisplayName("E5: to hang is to say no, within one more third of V")
  final void e05_to_hang_is_to_say_no() {
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean hanging = new AtomicBoolean();
    Kit kit = kit();
    assertGivesUp(
        () -> {
          try {
            if (hanging.get()) {
              over.await();
            }
          } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
          }
          return true;
        },
        () -> hanging.set(true),
        thirdOfValidity(kit));
    over.countDown();
  }

  private void assertGivesUp(BooleanSupplier canElect, Runnable no, Duration more) {
    Kit kit = kit();
    Duration third = thirdOfValidity(kit);
    Election leader = kit.enableElection(asked(canElect));
    assertThat(leader.isLeader()).isTrue();
    Lease term = leader.term().orElseThrow();
    Election next = kit().enableElection(asked(() -> true));
    Leadership heard = new Leadership();
    leader.onLeaderChanged(heard);
    no.run();
    Eventually.within(third.plus(more).plus(SLACK), "it leads no more", () -> !leader.isLeader());
    assertLeadsWithin(TAKEOVER, "another leads", next);
    Eventually.within(SOON, "ousted", () -> heard.size() == 2);
    heard.assertAlternates();
    assertThat(term.isHeld()).isFalse();
    assertThat(term.lost().toCompletableFuture()).as("a loss").isNotDone();
    Eventually.throughout(third, "it does not stand again", () -> !leader.isLeader());
  }

  @Test
  @Rule("E5")
  @DisplayName("E5: a candidate is asked before it takes what became free; reconsider asks at once")
  final void e05_a_candidate_is_asked_before_each_attempt() {
    Election leader = kit().enableElection(lastingCandidate());
    MayLead may = new MayLead(true);
    Election next = kit().enableElection(lastingCandidate().canElect(may));
    Leadership heard = new Leadership();
    next.onLeaderChanged(heard);
    Eventually.pass(Duration.ofMillis(200));
    may.say(false);
    leader.close();
    Eventually.throughout(
        Duration.ofSeconds(2), "it does not stand", () -> !next.isLeader() && heard.size() == 0);
    may.say(true);
    next.reconsider();
    assertLeadsWithin(TAKEOVER, "asked again, it leads", next);
    may.say(false);
    next.reconsider();
    Eventually.within(TAKEOVER.plus(SLACK), "asked again, it gives up", () -> !next.isLeader());
  }

  @Test
  @Rule("E6")
  @DisplayName("E6: what happens in one domain changes nothing in another, whatever their names")
  final void e06_domains_do_not_influence_one_another() {
    Kit kit = kit();
    List<String> names = List.of("a/b", "a-b", "a.b", "A/b", "a b", "../a", DOMAIN, KEY);
    List<Election> elections = new ArrayList<>();
    List<Leadership> heard = new ArrayList<>();
    for (String name : names) {
      Election election = kit.enableElection(ElectionOptions.of(name).unhealthyTime(LONG));
      assertThat(election.isLeader()).as("leads '%s'", name).isTrue();
      assertThat(election.isolationKey()).isEqualTo(name);
      Leadership leadership = new Leadership();
      election.onLeaderChanged(leadership);
      elections.add(election);
      heard.add(leadership);
    }
    Kit other = kit();
    assertFree(other);
    Election follower = other.enableElection(ElectionOptions.of("a b").unhealthyTime(LONG));
    elections.get(0).close();
    elections.get(1).resign();
    Holder third =
        other.inspector().holders(LeaseKind.LEADER).stream()
            .filter(holder -> holder.key().equals("a.b"))
            .findFirst()
            .orElseThrow();
    assertThat(other.inspector().revoke(third)).isTrue();
    // It learns of it now, not with the next renewal.
    assertThat(catchThrowable(elections.get(2)::extend)).isInstanceOf(LockstepException.class);
    Eventually.within(SOON, "the ends", () -> heard.get(0).size() == 2 && heard.get(2).size() >= 2);
    for (int i = 3; i < names.size(); i++) {
      elections.get(i).extend();
      assertThat(elections.get(i).isLeader()).as("leads '%s'", names.get(i)).isTrue();
      assertThat(heard.get(i).size()).as("news of '%s'", names.get(i)).isEqualTo(1);
    }
    assertThat(follower.isLeader()).isFalse();
    assertThat(follower.leader().orElseThrow().key()).isEqualTo("a b");
  }

  @Test
  @Rule("E7")
  @DisplayName("E7: of two live processes with one node key never both lead, nor takes one it over")
  final void e07_two_processes_with_one_node_key_never_lead_both() {
    Duration time = Duration.ofSeconds(4);
    ElectionOptions options = steadyCandidate(kit()).nodeKey("the-same");
    ElectionNode node = electionNode();
    assertThat(node.enable(options)).isTrue();
    long token = node.leads(DOMAIN).token();
    Election same = kit().enableElection(options);
    assertThat(same.nodeKey()).isEqualTo("the-same");
    Eventually.throughout(options.unhealthyTime(), "only the first leads", () -> !same.isLeader());
    Node.Held first = node.leads(DOMAIN);
    assertThat(first.held()).as("the first still leads").isTrue();
    assertThat(first.token()).isEqualTo(token);
    assertFreshIsNoLeader(options);
    CompletableFuture<List<Section>> there = node.reignLater(DOMAIN, time);
    List<Section> sections = new ArrayList<>(Section.parseAll(new Regent(same).reign(time)));
    assertThat(sections).as("terms of the one").isNotEmpty();
    List<Section> others = Eventually.answer(LONG, "the node", there);
    assertThat(others).as("terms of the other").isNotEmpty();
    sections.addAll(others);
    assertThat(Sections.violations(sections)).isEmpty();
  }

  private void assertFreshIsNoLeader(ElectionOptions options) {
    Kit kit = kit();
    assertThat(kit.enableElection(options).isLeader()).as("a third of the same name").isFalse();
    kit.close();
  }
}
