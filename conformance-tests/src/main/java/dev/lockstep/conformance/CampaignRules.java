package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockstepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** E9 and E10: how a campaign begins, or does not. */
abstract class CampaignRules extends ObserverRules {
  static final Duration TIMEOUT = Duration.ofSeconds(1);

  final Kit impatient(Wire wire) {
    Kit kit = bench().kit(wire, options -> options.operationTimeout(TIMEOUT));
    assertFree(kit);
    return kit;
  }

  @Test
  @Rule("E9")
  @DisplayName("E9: what was not enabled, or is closed, is ElectionNotEnabled")
  final void e09_an_election_that_was_not_enabled_is_an_error() {
    Kit kit = kit();
    assertFails(ErrorCode.ELECTION_NOT_ENABLED, () -> kit.election(DOMAIN));
    Election election = kit.enableElection(lastingCandidate());
    assertThat(kit.election(DOMAIN).isLeader()).isTrue();
    assertFails(ErrorCode.ELECTION_NOT_ENABLED, () -> kit.election("another"));
    Kit other = kit();
    assertFails(ErrorCode.ELECTION_NOT_ENABLED, () -> other.election(DOMAIN));
    election.close();
    assertFails(ErrorCode.ELECTION_NOT_ENABLED, () -> kit.election(DOMAIN));
    assertThat(kit.enableElection(lastingCandidate()).isLeader()).as("enabled again").isTrue();
    kit.close();
    assertFails(ErrorCode.KIT_CLOSED, () -> kit.election(DOMAIN));
    assertFails(ErrorCode.KIT_CLOSED, () -> kit.enableElection(lastingCandidate()));
  }

  @Test
  @Rule("E9")
  @DisplayName(
      "E9: to enable one isolation key twice is InvalidOption, and harms the first nothing")
  final void e09_an_election_is_enabled_once() {
    Kit kit = kit();
    List<CompletableFuture<Election>> attempts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ElectionOptions options = lastingCandidate().nodeKey("node-" + i);
      attempts.add(
          CompletableFuture.supplyAsync(() -> kit.enableElection(options), bench().threads()));
    }
    List<Election> enabled = new ArrayList<>();
    for (CompletableFuture<Election> attempt : attempts) {
      try {
        enabled.add(Eventually.answer(SOON, "one of several", attempt));
      } catch (LockstepException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_OPTION);
      }
    }
    assertThat(enabled).as("those that could enable it").hasSize(1);
    Election first = enabled.get(0);
    assertFails(ErrorCode.INVALID_OPTION, () -> kit.enableElection(lastingCandidate()));
    assertThat(first.isLeader()).isTrue();
    assertThat(kit.election(DOMAIN).nodeKey()).isEqualTo(first.nodeKey());
    first.extend();
    assertThat(kit().enableElection(lastingCandidate()).isLeader())
        .as("another kit joins, and follows")
        .isFalse();
  }

  @Test
  @Rule("E9")
  @DisplayName("E9: a failed enabling leaves it not enabled, and leaves nothing behind")
  final void e09_a_failed_enabling_leaves_it_not_enabled() {
    Election onlooker = onlooker();
    Wire wire = bench().wire();
    Kit kit = impatient(wire);
    wire.cut();
    for (int i = 0; i < 3; i++) {
      assertFails(
          ErrorCode.BACKEND_UNAVAILABLE,
          () -> kit.enableElection(lastingCandidate().keepHeartbeat()));
      assertFails(ErrorCode.ELECTION_NOT_ENABLED, () -> kit.election(DOMAIN));
    }
    wire.heal();
    wire.delayRequests(TIMEOUT.multipliedBy(2));
    CompletableFuture<Election> late =
        CompletableFuture.supplyAsync(
            () -> kit.enableElection(lastingCandidate()), bench().threads());
    CompletableFuture<Lease> waiting = pending(kit).awaitAsync();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> Eventually.answer(SOON, "the enabling", late));
    assertFails(ErrorCode.ELECTION_NOT_ENABLED, () -> kit.election(DOMAIN));
    assertFails(ErrorCode.KIT_CLOSED, () -> Eventually.answer(SOON, "who waited for it", waiting));
    Eventually.pass(TIMEOUT.multipliedBy(2));
    wire.heal();
    assertNothingIsLeft(kit, onlooker);
    assertThat(kit.enableElection(lastingCandidate()).isLeader()).as("enabled again").isTrue();
  }

  @Test
  @Rule("E9")
  @DisplayName("E9: the same when it was interrupted")
  final void e09_an_interrupted_enabling_leaves_it_not_enabled() throws Exception {
    Election onlooker = onlooker();
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(8)));
    assertFree(kit);
    wire.delayReplies(Duration.ofMillis(1500));
    CompletableFuture<List<Throwable>> failures = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              Throwable interrupted = catchThrowable(() -> kit.enableElection(lastingCandidate()));
              boolean flag = Thread.interrupted();
              Throwable absent = catchThrowable(() -> kit.election(DOMAIN));
              failures.complete(flag ? List.of(interrupted, absent) : List.of());
            });
    caller.start();
    Eventually.within(SOON, "its grant stands", () -> onlooker.leader().isPresent());
    caller.interrupt();
    assertThat(Eventually.answer(SOON, "the interrupted caller", failures))
        .extracting(failed -> ((LockstepException) failed).code())
        .containsExactly(ErrorCode.OPERATION_INTERRUPTED, ErrorCode.ELECTION_NOT_ENABLED);
    caller.join();
    wire.heal();
    assertNothingIsLeft(kit, onlooker);
    assertThat(kit.enableElection(lastingCandidate()).isLeader()).as("enabled again").isTrue();
  }

  static void assertNothingIsLeft(Kit kit, Election onlooker) {
    Eventually.within(SOON, "nobody leads", () -> onlooker.leader().isEmpty());
    Eventually.throughout(
        Duration.ofMillis(700), "nobody leads", () -> onlooker.leader().isEmpty());
    assertThat(kit.held()).isEmpty();
  }

  @Test
  @Rule("E10")
  @DisplayName("E10: enabling returns when the first attempt is decided, whichever way")
  final void e10_enabling_returns_when_the_first_attempt_is_decided() {
    Kit first = kit();
    Kit second = kit();
    for (int i = 0; i < 10; i++) {
      ElectionOptions options = ElectionOptions.of("domain " + i).unhealthyTime(LONG);
      long began = System.nanoTime();
      Election leader = first.enableElection(options);
      assertThat(leader.isLeader()).as("leads when it was enabled").isTrue();
      Election follower = second.enableElection(options);
      assertThat(follower.isLeader()).isFalse();
      assertThat(follower.leader().orElseThrow().token())
          .isEqualTo(leader.term().orElseThrow().token());
      assertThat(since(began)).as("two enablings").isLessThan(Duration.ofSeconds(1));
    }
    assertThat(onlooker().isLeader()).as("leads, though it may not").isFalse();
  }

  @Test
  @Rule("E10")
  @DisplayName("E10: enabling fails within its timeout if the backend does not answer")
  final void e10_enabling_fails_in_a_black_hole() {
    assertEnablingFails(Wire::blackHole);
  }

  @Test
  @Rule("E10")
  @DisplayName("E10: enabling fails if the backend refuses connections")
  final void e10_enabling_fails_when_cut_off() {
    assertEnablingFails(Wire::cut);
  }

  private void assertEnablingFails(Consumer<Wire> fault) {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(8)));
    assertFree(kit);
    ElectionOptions options = lastingCandidate().timeout(TIMEOUT);
    fault.accept(wire);
    for (ElectionOptions one : List.of(options, options.keepHeartbeat())) {
      long asked = System.nanoTime();
      assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> kit.enableElection(one));
      assertThat(since(asked)).isLessThan(TIMEOUT.plus(SLACK));
    }
    wire.heal();
    Eventually.does(SOON, "it can be enabled again", () -> kit.enableElection(options));
  }

  @Test
  @Rule("E10")
  @DisplayName("E10: enabling fails while the backend is down, and works when it is back")
  final void e10_enabling_fails_while_the_backend_is_down() {
    BackendUnderTest backend = bench().alone();
    Kit kit = kit();
    assertFree(kit);
    backend.stop();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> kit.enableElection(lastingCandidate()));
    assertFails(ErrorCode.ELECTION_NOT_ENABLED, () -> kit.election(DOMAIN));
    backend.start();
    Eventually.does(SOON, "it can be enabled", () -> kit.enableElection(lastingCandidate()));
    assertLeadsWithin(SOON, "it leads", kit.election(DOMAIN));
  }

  @Test
  @Rule("E10")
  @DisplayName(
      "E10: a lost reply ends as enabled or as failed, never as a leader that nobody knows")
  final void e10_a_lost_reply_leaves_no_unknown_leader() {
    Election onlooker = onlooker();
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    assertFree(kit);
    for (int i = 0; i < 5; i++) {
      wire.loseNextReply();
      try {
        Election election = kit.enableElection(lastingCandidate());
        assertLeadsWithin(SOON, "it leads", election);
        assertThat(onlooker.leader().orElseThrow().token())
            .isEqualTo(election.term().orElseThrow().token());
        election.close();
      } catch (LockstepException unreachable) {
        assertThat(unreachable.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
        assertFails(ErrorCode.ELECTION_NOT_ENABLED, () -> kit.election(DOMAIN));
      }
      Eventually.within(SOON, "nobody leads", () -> onlooker.leader().isEmpty());
    }
  }
}
