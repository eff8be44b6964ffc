package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockstepException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** E11 and E12: to extend, to wait for, and to give up a term. */
abstract class ResignationRules extends CampaignRules {
  @Test
  @Rule("E11")
  @DisplayName("E11: extend renews at once, and fails if the node does not lead")
  final void e11_extend_renews_at_once() {
    Kit kit = kit();
    Election leader = kit.enableElection(lastingCandidate());
    Election follower = kit().enableElection(lastingCandidate());
    Duration margin = kit.traits().safetyMargin(leader.term().orElseThrow().validity());
    Lease term = leader.term().orElseThrow();
    Eventually.pass(Duration.ofSeconds(2));
    long asked = System.nanoTime();
    leader.extend();
    Duration left = term.remaining().plus(since(asked));
    assertThat(left)
        .as("what was left of a term from extend on")
        .isGreaterThan(term.validity().minus(margin).minus(SLACK));
    assertThat(leader.term().orElseThrow().token()).isEqualTo(term.token());
    assertFails(ErrorCode.LEASE_LOST, follower::extend);
    leader.resign();
    assertFails(ErrorCode.LEASE_LOST, leader::extend);
    Eventually.within(SOON, "the follower leads", follower::isLeader);
    follower.extend();
    follower.close();
    assertFails(ErrorCode.LEASE_LOST, follower::extend);
  }

  @Test
  @Rule("E11")
  @DisplayName("E11: extend fails if the backend cannot be asked, and succeeds when it is back")
  final void e11_extend_fails_when_cut_off() {
    Wire wire = bench().wire();
    Kit kit = impatient(wire);
    Election leader = kit.enableElection(lastingCandidate());
    wire.cut();
    long asked = System.nanoTime();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, leader::extend);
    assertThat(since(asked)).isLessThan(TIMEOUT.plus(SLACK));
    assertThat(leader.isLeader()).as("leads until its deadline").isTrue();
    wire.heal();
    Eventually.within(SOON, "it can extend again", () -> canExtend(leader));
  }

  @Test
  @Rule("E11")
  @DisplayName("E11: extend fails if the term was revoked and nobody was told")
  final void e11_extend_fails_when_revoked() {
    Wire wire = bench().wire();
    // What loses hints may break connections, and not every client connects again at once.
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(8)));
    Election leader = kit.enableElection(lastingCandidate());
    Lease term = leader.term().orElseThrow();
    wire.loseHints();
    Kit operator = kit();
    var holder = operator.inspector().holders(LeaseKind.LEADER).get(0);
    assertThat(operator.inspector().revoke(holder)).isTrue();
    try {
      leader.extend();
      assertThat(leader.term().orElseThrow().token())
          .as("the token of what was extended after the revocation")
          .isGreaterThan(term.token());
    } catch (LockstepException lost) {
      assertThat(lost.code()).isEqualTo(ErrorCode.LEASE_LOST);
    }
    assertThat(term.isHeld()).isFalse();
    wire.heal();
    assertLeadsWithin(SOON, "it is elected anew", leader);
  }

  private static boolean canExtend(Election leader) {
    try {
      leader.extend();
      return true;
    } catch (LockstepException notYet) {
      return false;
    }
  }

  @Test
  @Rule("E11")
  @DisplayName("E11: await returns as soon as leadership begins, at once if it has begun")
  final void e11_await_returns_as_soon_as_leadership_begins() {
    Election leader = kit().enableElection(lastingCandidate());
    Election follower = kit().enableElection(lastingCandidate());
    assertThat(leader.await().token()).isEqualTo(leader.term().orElseThrow().token());
    CompletableFuture<Long> began = new CompletableFuture<>();
    follower.onLeaderChanged(event -> began.complete(System.nanoTime()));
    CompletableFuture<Lease> blocked =
        CompletableFuture.supplyAsync(follower::await, bench().threads());
    CompletableFuture<Long> woken = blocked.thenApply(lease -> System.nanoTime());
    CompletableFuture<Lease> async = follower.awaitAsync();
    CompletableFuture<Lease> cancelled = follower.awaitAsync();
    Eventually.throughout(
        Duration.ofMillis(700), "they wait", () -> !blocked.isDone() && !async.isDone());
    cancelled.cancel(true);
    leader.close();
    long heardAt = Eventually.answer(SOON, "the news", began);
    long wokenAt = Eventually.answer(SOON, "await", woken);
    assertThat(Duration.ofNanos(wokenAt - heardAt)).isLessThan(SLACK);
    Lease term = follower.term().orElseThrow();
    assertThat(blocked.join().token()).isEqualTo(term.token());
    assertThat(Eventually.answer(SOON, "awaitAsync", async).token()).isEqualTo(term.token());
    assertThat(blocked.join().isHeld()).isTrue();
    assertThat(cancelled).isCancelled();
  }

  @Test
  @Rule("E11")
  @DisplayName(
      "E11: await ends when its thread is interrupted, and when the election or kit closes")
  final void e11_await_ends_by_interrupt_and_close() throws Exception {
    kit().enableElection(lastingCandidate());
    Kit kit = kit();
    Election follower = kit.enableElection(lastingCandidate());
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                follower.await();
                flag.complete(false);
              } catch (LockstepException ended) {
                boolean right = ended.code() == ErrorCode.OPERATION_INTERRUPTED;
                flag.complete(right && Thread.currentThread().isInterrupted());
              }
            });
    waiter.start();
    Eventually.within(SOON, "it waits", () -> waiter.getState() == Thread.State.WAITING);
    waiter.interrupt();
    assertThat(Eventually.answer(SOON, "the interrupted waiter", flag)).isTrue();
    waiter.join();
    assertAwaitEnds(follower, Election::close);
    assertFails(ErrorCode.KIT_CLOSED, follower::await);
    assertAwaitEnds(kit.enableElection(lastingCandidate()), election -> kit.close());
  }

  private void assertAwaitEnds(Election follower, Consumer<Election> close) {
    CompletableFuture<Lease> blocked =
        CompletableFuture.supplyAsync(follower::await, bench().threads());
    CompletableFuture<Lease> async = follower.awaitAsync();
    Eventually.throughout(
        Duration.ofMillis(300), "they wait", () -> !blocked.isDone() && !async.isDone());
    close.accept(follower);
    assertFails(ErrorCode.KIT_CLOSED, () -> Eventually.answer(SOON, "await", blocked));
    assertFails(ErrorCode.KIT_CLOSED, () -> Eventually.answer(SOON, "awaitAsync", async));
  }

  @Test
  @Rule("E11")
  @DisplayName("E11: when close returns nothing of the campaign is left, and nothing comes back")
  final void e11_close_leaves_nothing_of_a_campaign() {
    Election onlooker =
        kit().enableElection(lastingCandidate().keepHeartbeat().canElect(() -> false));
    ElectionOptions options = lastingCandidate().keepHeartbeat();
    for (int i = 0; i < 8; i++) {
      Wire wire = bench().wire();
      Kit kit = bench().kit(wire);
      Election leader = kit.enableElection(options);
      Kit second = kit();
      Election follower = second.enableElection(options);
      follower.close();
      assertThat(onlooker.members().aliveNodes())
          .containsExactlyInAnyOrder(onlooker.nodeKey(), leader.nodeKey());
      if (i < 2) {
        // close has to wait for the answer.
        wire.delayRequests(Duration.ofMillis(300));
      }
      leader.close();
      assertThat(onlooker.leader()).as("who leads when close has returned").isEmpty();
      assertThat(onlooker.members().aliveNodes()).containsExactly(onlooker.nodeKey());
      assertThat(kit.held()).isEmpty();
      assertThat(second.held()).isEmpty();
      leader.close();
      leader.resign();
      assertThat(leader.isLeader()).isFalse();
    }
    Eventually.throughout(Duration.ofSeconds(1), "nobody leads", () -> onlooker.leader().isEmpty());
  }

  @Test
  @Rule("E11")
  @DisplayName("E11: close waits for a grant that is on its way, and gives it back")
  final void e11_close_waits_for_a_grant_on_its_way() {
    Election onlooker = onlooker();
    Election leader = kit().enableElection(lastingCandidate());
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(8)));
    Election follower = kit.enableElection(lastingCandidate());
    wire.delayReplies(Duration.ofMillis(1200));
    leader.close();
    Eventually.within(SOON, "its grant stands", () -> onlooker.leader().isPresent());
    follower.close();
    assertThat(onlooker.leader()).as("who leads when close has returned").isEmpty();
    assertThat(follower.isLeader()).isFalse();
    wire.heal();
    assertNothingIsLeft(kit, onlooker);
  }

  @Test
  @Rule("E12")
  @DisplayName(
      "E12: after resign a node stands again after one unhealthy time, if nobody else has led")
  final void e12_a_node_stands_again_after_one_unhealthy_time() {
    Kit kit = kit();
    Election onlooker = onlooker();
    Duration unhealthy = Duration.ofMillis(2500);
    Election election = kit.enableElection(ElectionOptions.of(DOMAIN).unhealthyTime(unhealthy));
    Consumer<Election> byLease = leader -> leader.term().orElseThrow().release();
    for (Consumer<Election> way : List.<Consumer<Election>>of(Election::resign, byLease)) {
      Lease term = election.term().orElseThrow();
      long before = System.nanoTime();
      way.accept(election);
      long after = System.nanoTime();
      assertThat(election.isLeader()).as("leads when it has resigned").isFalse();
      assertFails(ErrorCode.ALREADY_UNLOCKED, term::release);
      election.resign(); // Of what it has not: nothing happens.
      Eventually.throughout(
          Duration.ofNanos(Math.max(0, before + unhealthy.toNanos() * 4 / 5 - System.nanoTime())),
          "it stands back",
          () -> !election.isLeader() && onlooker.leader().isEmpty());
      Eventually.within(SOON, "it leads again", election::isLeader);
      assertThat(since(before)).isGreaterThanOrEqualTo(unhealthy.minusMillis(5));
      assertThat(since(after)).isLessThan(unhealthy.plus(SLACK));
      assertThat(election.term().orElseThrow().token()).isGreaterThan(term.token());
    }
  }

  @Test
  @Rule("E12")
  @DisplayName("E12: after resign a node stands again as soon as another has led")
  final void e12_a_node_stands_again_once_another_has_led() {
    Election first = kit().enableElection(lastingCandidate());
    Election second = kit().enableElection(lastingCandidate());
    first.resign();
    assertLeadsWithin(TAKEOVER, "another leads", second);
    Eventually.pass(Duration.ofMillis(300));
    second.close();
    assertLeadsWithin(TAKEOVER, "it stood again, and leads", first);
    assertThat(first.isLeader()).isTrue();
  }

  @Test
  @Rule("E12")
  @DisplayName("E12: a resignation that reached nobody fails, ends the term, and is made up for")
  final void e12_a_resignation_that_reached_nobody_is_made_up_for() {
    Wire wire = bench().wire();
    Kit kit = impatient(wire);
    Election leader = kit.enableElection(lastingCandidate());
    Election next = kit().enableElection(lastingCandidate());
    wire.cut();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, leader::resign);
    assertThat(leader.isLeader()).isFalse();
    assertThat(next.isLeader()).isFalse();
    wire.heal();
    assertLeadsWithin(SOON, "another leads", next);
  }
}
