package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionNotEnabledException;
import dev.lockstep.ElectionOptions;
import dev.lockstep.ErrorCode;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.LeaderChangedEvent;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.Registration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** E3 and E4: what a leader knows of its own leadership, and what it hears. */
abstract class LeadershipRules extends ElectionRules {
  @Test
  @Rule("E3")
  @DisplayName("E3: a leader that was cut off does not lead when its successor is elected")
  final void e03_a_leader_that_was_cut_off_does_not_lead_any_more() {
    assertIsNoLeaderWhenItsSuccessorIs(Wire::cut);
  }

  @Test
  @Rule("E3")
  @DisplayName("E3: nor does a leader in a black hole")
  final void e03_a_leader_in_a_black_hole_does_not_lead_any_more() {
    assertIsNoLeaderWhenItsSuccessorIs(Wire::blackHole);
  }

  private void assertIsNoLeaderWhenItsSuccessorIs(Consumer<Wire> fault) {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Election leader = kit.enableElection(briefCandidate(kit));
    Election next = kit().enableElection(briefCandidate(kit));
    Leadership heard = new Leadership();
    leader.onLeaderChanged(heard);
    Lease term = leader.term().orElseThrow();
    CompletableFuture<Boolean> knew = new CompletableFuture<>();
    next.onLeaderChanged(event -> knew.complete(!leader.isLeader() && leader.term().isEmpty()));
    Eventually.pass(term.ttl().dividedBy(2));
    assertHeld(term);
    assertThat(leader.isLeader()).isTrue();
    fault.accept(wire);
    assertThat(Eventually.answer(SOON, "the successor", knew))
        .as("the leader knew when its successor was elected")
        .isTrue();
    Eventually.within(SOON, "ousted is heard", () -> heard.size() == 2);
    assertThat(Eventually.answer(SOON, "the loss", term.lost()).cause().isLoss()).isTrue();
    heard.assertAlternates();
    wire.heal();
  }

  @Test
  @Rule("E3")
  @DisplayName("E3: after a pause isLeader is false at its first call")
  final void e03_a_leader_that_was_paused_knows_at_once() {
    Kit kit = kit();
    ElectionNode leader = electionNode();
    assertThat(leader.enable(briefCandidate(kit))).isTrue();
    Election next = kit.enableElection(lastingCandidate());
    assertThat(leader.leads(DOMAIN).held()).isTrue();
    long token = leader.leads(DOMAIN).token();
    leader.freeze();
    Lease term = Eventually.answer(SOON, "the successor", next.awaitAsync());
    leader.thaw();
    assertThat(leader.leads(DOMAIN).held()).as("leads after the pause").isFalse();
    assertThat(term.token()).isGreaterThan(token);
    assertThat(next.isLeader()).isTrue();
  }

  @Test
  @Rule("E3")
  @DisplayName("E3: a wall clock set forward, as of a suspended machine, ends leadership at once")
  final void e03_a_wall_clock_set_forward_ends_leadership() {
    SteppedClock clock = new SteppedClock();
    Election leader = bench().kit(clock).enableElection(lastingCandidate());
    assertThat(leader.isLeader()).isTrue();
    clock.step(LONG.plusSeconds(1));
    assertThat(leader.isLeader()).as("leads after the step").isFalse();
    assertThat(leader.term()).isEmpty();
  }

  @Test
  @Rule("E3")
  @DisplayName("E3: a candidate does not lead before it knows of its grant")
  final void e03_a_candidate_does_not_lead_before_it_knows() {
    Election onlooker = onlooker();
    Election leader = kit().enableElection(lastingCandidate());
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(8)));
    Election next = kit.enableElection(lastingCandidate());
    wire.delayReplies(Duration.ofMillis(1500));
    leader.close();
    BooleanSupplier granted =
        () ->
            onlooker.leader().filter(holder -> holder.nodeKey().equals(next.nodeKey())).isPresent();
    Eventually.within(SOON, "its grant stands in the backend", granted);
    assertThat(next.isLeader()).as("leads before the answer").isFalse();
    Eventually.within(SOON, "it leads", next::isLeader);
    wire.heal();
  }

  @Test
  @Rule("E3")
  @DisplayName("E3: a grant that was confirmed after its own deadline is no leadership")
  final void e03_a_grant_that_came_too_late_is_no_leadership() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(8)));
    assertFree(kit);
    Duration ttl = shortTtl(kit.traits());
    wire.delayReplies(ttl.plusMillis(300));
    CompletableFuture<Election> enabling =
        CompletableFuture.supplyAsync(
            () -> kit.enableElection(briefCandidate(kit)), bench().threads());
    Election election = pending(kit);
    Leadership heard = new Leadership();
    election.onLeaderChanged(heard);
    Eventually.throughout(
        ttl.multipliedBy(3), "it does not lead", () -> !election.isLeader() && heard.size() == 0);
    assertThat(enabling.isDone() && !enabling.isCompletedExceptionally())
        .as("enabled without one answer in time")
        .isFalse();
    wire.heal();
  }

  /** The election while it is being enabled. */
  static Election pending(Kit kit) {
    CompletableFuture<Election> found = new CompletableFuture<>();
    Eventually.within(
        SOON,
        "it is being enabled",
        () -> {
          try {
            return found.complete(kit.election(DOMAIN));
          } catch (ElectionNotEnabledException notYet) {
            return false;
          }
        });
    return found.join();
  }

  @Test
  @Rule("E4")
  @DisplayName("E4: listeners hear each term's begin and end in order, also slow and throwing ones")
  final void e04_listeners_hear_strictly_alternating_news() {
    Election first = kit().enableElection(ElectionOptions.of(DOMAIN));
    Election second = kit().enableElection(ElectionOptions.of(DOMAIN));
    Leadership[] heard = {new Leadership(), new Leadership(), new Leadership()};
    CountDownLatch slow = new CountDownLatch(1);
    first.onLeaderChanged(heard[0]);
    second.onLeaderChanged(heard[1]);
    first.onLeaderChanged(
        event -> {
          awaitQuietly(slow);
          heard[2].accept(event);
          throw new IllegalStateException("thrown by a listener of the suite, on purpose");
        });
    int terms = 12;
    handOver(first, second, terms);
    Eventually.within(
        SOON, "every change", () -> heard[0].size() + heard[1].size() == 2 * terms + 1);
    first.close();
    second.close();
    Eventually.within(SOON, "the end", () -> !heard[0].saysLeader() && !heard[1].saysLeader());
    slow.countDown();
    Eventually.within(SOON, "the slow one heard all", () -> heard[2].size() == heard[0].size());
    for (Leadership one : heard) {
      one.assertAlternates();
    }
    assertThat(heard[2].heard()).isEqualTo(heard[0].heard());
    assertThat(heard[0].heard()).extracting(LeaderChangedEvent::isolationKey).containsOnly(DOMAIN);
    assertThat(heard[0].heard())
        .extracting(LeaderChangedEvent::nodeKey)
        .containsOnly(first.nodeKey());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Rule("E4")
  @DisplayName("E4: ousted is heard when the election, and when the kit, is closed")
  final void e04_ousted_is_heard_on_close() {
    Kit kit = kit();
    Leadership heard = new Leadership();
    Election election = kit.enableElection(lastingCandidate());
    election.onLeaderChanged(heard);
    election.close();
    Eventually.within(SOON, "ousted by the election's end", () -> heard.size() == 2);
    kit.enableElection(lastingCandidate()).onLeaderChanged(heard);
    Eventually.within(SOON, "elected again", () -> heard.size() == 3);
    kit.close();
    Eventually.within(SOON, "ousted by the kit's end", () -> heard.size() == 4);
    heard.assertAlternates();
  }

  @Test
  @Rule("E4")
  @DisplayName("E4: ousted and elected are heard after an outage, and after a revocation")
  final void e04_a_loss_and_what_follows_are_heard() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Election election = kit.enableElection(briefCandidate(kit));
    Leadership heard = new Leadership();
    election.onLeaderChanged(heard);
    wire.blackHole();
    Eventually.within(SOON, "ousted while it is cut off", () -> heard.size() == 2);
    wire.heal();
    Eventually.within(SOON, "elected again", () -> heard.size() == 3);
    Kit operator = kit();
    Holder leader = operator.inspector().holders(LeaseKind.LEADER).get(0);
    assertThat(operator.inspector().revoke(leader)).isTrue();
    Eventually.within(SOON, "ousted and elected", () -> heard.size() >= 5 && heard.saysLeader());
    assertThat(election.isLeader()).isTrue();
    heard.assertAlternates();
    assertThat(heard.heard().get(heard.size() - 1).token())
        .isEqualTo(election.term().orElseThrow().token());
  }

  @Test
  @Rule("E4")
  @DisplayName("E4: who listens late hears the present term first; who listens no more, nothing")
  final void e04_a_late_listener_begins_with_the_present_term() {
    Election leader = kit().enableElection(lastingCandidate());
    Election other = kit().enableElection(lastingCandidate());
    Lease term = leader.term().orElseThrow();
    Leadership late = new Leadership();
    Leadership waiting = new Leadership();
    Leadership closed = new Leadership();
    Registration registration = leader.onLeaderChanged(closed);
    leader.onLeaderChanged(late);
    other.onLeaderChanged(waiting);
    Eventually.within(SOON, "the present term", () -> late.size() == 1 && closed.size() == 1);
    assertThat(late.heard())
        .isEqualTo(List.of(new LeaderChangedEvent(true, leader.nodeKey(), DOMAIN, term.token())));
    registration.close();
    leader.resign();
    Eventually.within(SOON, "the other's", () -> late.size() == 2 && waiting.size() == 1);
    late.assertAlternates();
    waiting.assertAlternates();
    assertThat(closed.size()).as("what a closed listener heard").isEqualTo(1);
    assertFails(ErrorCode.LEASE_LOST, leader::extend);
  }
}
