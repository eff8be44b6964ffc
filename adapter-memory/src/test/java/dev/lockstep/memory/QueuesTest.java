package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.failed;
import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.memory.VirtualKit.ttl;
import static dev.lockstep.port.Answers.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Lease;
import dev.lockstep.LockNotAcquiredException;
import dev.lockstep.LockOptions;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.port.Node;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Waiting for a lock: in one kit and in several, in virtual time. */
final class QueuesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TTL = SECOND.multipliedBy(10);
  private static final LockOptions PATIENT = ttl(TTL).retryInterval(SECOND.multipliedBy(60));

  private final VirtualTime time = new VirtualTime();
  private final MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);
  private final VirtualKit one = new VirtualKit(time, server, "one");
  private final VirtualKit two = new VirtualKit(time, server, "two");

  private List<CompletableFuture<Lease>> queue(VirtualKit kit, int many) {
    List<CompletableFuture<Lease>> waiting = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      waiting.add(kit.waitFor("a", PATIENT));
    }
    return waiting;
  }

  private int asked(VirtualKit kit) {
    int all = 0;
    for (Question question : Question.values()) {
      all += kit.asked(question);
    }
    return all;
  }

  @Test
  void m2_held_by_somebody_else_is_a_result_and_never_waits() {
    one.lock("a", PATIENT);
    assertThat(now(two.tryLock("a", PATIENT))).isEmpty();
    one.forgetAsked();
    assertThat(now(one.tryLock("a", PATIENT))).isEmpty();
    assertThat(asked(one)).as("its own kit knows").isZero();
  }

  @Test
  void m2_what_could_not_be_asked_is_an_error() {
    one.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<Optional<Lease>> tried = one.tryLock("a", PATIENT);
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(tried)).isInstanceOf(BackendUnavailableException.class);
    assertThat(one.asked(Question.OPEN)).isZero();
  }

  @Test
  void x1_a_backend_that_says_nothing_is_an_error_in_time_that_names_endpoint_and_key() {
    one.lock("b", PATIENT);
    one.node.disconnect();
    CompletableFuture<Optional<Lease>> tried = one.tryLock("a", PATIENT);
    time.advance(SECOND.multipliedBy(2).minusMillis(1));
    assertThat(tried).isNotDone();
    time.advance(Duration.ofMillis(2));
    assertThat(failed(tried))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("memory:server did not answer within 2000 ms: taking 'a'");
  }

  @Test
  void x1_opening_the_session_counts_as_part_of_the_question() {
    one.node.disconnect();
    CompletableFuture<Optional<Lease>> tried = one.tryLock("a", PATIENT);
    time.advance(SECOND.multipliedBy(2).minusMillis(1));
    assertThat(tried).isNotDone();
    time.advance(Duration.ofMillis(2));
    assertThat(failed(tried)).isInstanceOf(BackendUnavailableException.class);
  }

  @Test
  void m3_the_first_attempt_fails_with_the_backend() {
    one.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(waiting)).isInstanceOf(BackendUnavailableException.class);
  }

  @Test
  void m3_who_was_told_held_outlives_outages() {
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", ttl(TTL));
    time.advance(SECOND);
    one.node.disconnect(Duration.ofMillis(1));
    time.advance(SECOND.multipliedBy(30));
    assertThat(waiting).isNotDone();
    held.release();
    one.node.reconnect();
    time.advance(SECOND.multipliedBy(2));
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void m3_the_longest_wait_ends_it_with_an_error_that_says_so() {
    two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT.maxWait(SECOND.multipliedBy(3)));
    time.advance(SECOND.multipliedBy(3).minusMillis(1));
    assertThat(waiting).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(failed(waiting))
        .isInstanceOf(LockNotAcquiredException.class)
        .hasMessageContaining("lock 'a' at memory:server was not free within 3000 ms");
    time.advance(SECOND.multipliedBy(5));
    assertThat(one.atomic.inUse()).isLessThanOrEqualTo(1);
    assertThat(server.watches()).isZero();
  }

  @Test
  void m3_a_wait_of_zero_is_one_attempt() {
    assertThat(now(one.waitFor("b", PATIENT.maxWait(Duration.ZERO))).isHeld()).isTrue();
    two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT.maxWait(Duration.ZERO));
    time.settle();
    assertThat(failed(waiting)).isInstanceOf(LockNotAcquiredException.class);
    assertThat(failed(settled(two.waitFor("a", PATIENT.maxWait(Duration.ZERO)))))
        .isInstanceOf(LockNotAcquiredException.class);
  }

  private <T> CompletableFuture<T> settled(CompletableFuture<T> future) {
    time.settle();
    return future;
  }

  /** The attempt that was out when the time was over decides. */
  @Test
  void m3_a_slow_first_attempt_is_decided_by_its_answer() {
    one.lock("warm", PATIENT);
    one.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.GRANT);
    CompletableFuture<Lease> free = one.waitFor("a", PATIENT.maxWait(Duration.ofMillis(10)));
    time.advance(SECOND.minusMillis(1));
    assertThat(free).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(now(free).isHeld()).isTrue();
    two.lock("b", PATIENT);
    one.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.GRANT);
    CompletableFuture<Lease> taken = one.waitFor("b", PATIENT.maxWait(Duration.ofMillis(10)));
    time.advance(SECOND.minusMillis(1));
    assertThat(taken).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(failed(taken)).isInstanceOf(LockNotAcquiredException.class);
  }

  @Test
  void m7_who_withdraws_leaves_nothing_behind() {
    one.link().delayReplies(Duration.ofMillis(10));
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    waiting.cancel(false);
    CompletableFuture<Optional<Lease>> tried = one.tryLock("b", PATIENT);
    tried.cancel(false);
    time.advance(SECOND.multipliedBy(3));
    assertThat(server.records()).isZero();
    assertThat(one.atomic.held()).isEmpty();
    assertThat(one.atomic.inUse()).isLessThanOrEqualTo(1);
  }

  @Test
  void m7_who_withdraws_while_it_sleeps_stops_listening() {
    two.lock("a", PATIENT);
    List<CompletableFuture<Lease>> waiting = queue(one, 2);
    time.settle();
    assertThat(server.watches()).isEqualTo(1);
    waiting.get(0).cancel(false);
    time.advance(SECOND.multipliedBy(5));
    assertThat(server.watches()).as("the second waits on").isEqualTo(1);
    waiting.get(1).cancel(false);
    time.advance(SECOND.multipliedBy(5));
    assertThat(server.watches()).isZero();
    assertThat(one.atomic.inUse()).isLessThanOrEqualTo(1);
  }

  @Test
  void m7_the_next_takes_the_place_of_a_head_that_withdrew() {
    Lease held = two.lock("a", PATIENT);
    List<CompletableFuture<Lease>> waiting = queue(one, 3);
    waiting.get(0).cancel(false);
    waiting.get(1).cancel(false);
    held.release();
    time.advance(SECOND);
    assertThat(now(waiting.get(2)).isHeld()).isTrue();
    one.link().delayReplies(Duration.ofMillis(10));
    List<CompletableFuture<Lease>> more = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      more.add(one.waitFor("b", PATIENT));
    }
    more.get(0).cancel(false);
    time.advance(SECOND);
    assertThat(now(more.get(1)).isHeld()).as("also while its attempt was out").isTrue();
  }

  @Test
  void m8_a_grant_whose_answer_was_lost_is_cleared_up_by_asking_again() {
    one.lock("warm", PATIENT);
    one.link().loseNextReply(Question.GRANT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    assertThat(waiting).isNotDone();
    assertThat(now(two.tryLock("a", PATIENT))).isEmpty();
    time.advance(Duration.ofMillis(21));
    Lease lease = now(waiting);
    assertThat(answer(two.node.store().get(KeyCodec.mutex("a"))).orElseThrow().token())
        .isEqualTo(lease.token());
    lease.release();
    assertThat(now(two.tryLock("a", PATIENT))).isPresent();
  }

  @Test
  void w1_a_waiter_is_woken_by_the_release() {
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    time.advance(SECOND.multipliedBy(5));
    assertThat(waiting).isNotDone();
    held.release();
    time.settle();
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void w1_who_sleeps_asks_nothing() {
    two.lock("a", ttl(TTL).minHold(TTL.multipliedBy(9)));
    CompletableFuture<Lease> waiting =
        one.waitFor("a", ttl(TTL).retryInterval(SECOND.multipliedBy(4)));
    time.advance(SECOND);
    one.forgetAsked();
    time.advance(SECOND.multipliedBy(2));
    assertThat(one.asked(Question.GRANT) + one.asked(Question.GET)).isZero();
    assertThat(waiting).isNotDone();
  }

  @Test
  void w2_waiters_of_one_kit_get_the_lock_in_their_order_and_by_hand_over() {
    Lease held = one.lock("a", PATIENT);
    List<CompletableFuture<Lease>> waiting = queue(one, 5);
    one.forgetAsked();
    long token = held.token();
    for (int i = 0; i < waiting.size(); i++) {
      held.release();
      held = now(waiting.get(i));
      assertThat(held.token()).as("F1").isGreaterThan(token);
      token = held.token();
      assertThat(waiting.subList(i + 1, waiting.size())).noneMatch(CompletableFuture::isDone);
    }
    assertThat(one.asked(Question.REGRANT)).isEqualTo(5);
    assertThat(one.asked(Question.GRANT) + one.asked(Question.RELEASE)).isZero();
    held.release();
    assertThat(server.records()).isZero();
  }

  @Test
  void w3_a_kit_stands_back_after_a_burst_and_the_other_has_its_turn() {
    Lease held = one.lock("a", PATIENT);
    List<CompletableFuture<Lease>> mine = queue(one, 30);
    CompletableFuture<Lease> theirs = two.waitFor("a", PATIENT);
    time.settle();
    int got = 0;
    while (!theirs.isDone()) {
      held.release();
      time.advance(Duration.ofMillis(1));
      if (mine.get(got).isDone()) {
        held = mine.get(got).join();
        got++;
      }
    }
    assertThat(got).as("hand-overs before the other kit").isEqualTo(8);
    theirs.join().release();
    time.advance(SECOND);
    assertThat(mine.get(8)).isDone();
  }

  @Test
  void w3_a_kit_that_stood_back_for_nobody_goes_on_soon() {
    Lease held = one.lock("a", PATIENT);
    List<CompletableFuture<Lease>> waiting = queue(one, 40);
    long begun = time.nanos();
    for (CompletableFuture<Lease> next : waiting) {
      held.release();
      held = one.within(SECOND, next);
    }
    assertThat(Duration.ofNanos(time.nanos() - begun)).isLessThan(Duration.ofMillis(400));
  }

  @Test
  void w4_one_release_makes_one_of_many_waiters_ask() {
    Lease held = two.lock("a", PATIENT);
    one.lock("warm", PATIENT);
    queue(one, 1000);
    time.advance(SECOND);
    one.forgetAsked();
    held.release();
    time.advance(Duration.ofMillis(5));
    assertThat(asked(one)).isEqualTo(1);
    assertThat(one.asked(Question.GRANT)).isEqualTo(1);
  }

  @Test
  void w5_a_lost_notification_costs_at_most_one_retry_interval() {
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", ttl(TTL).retryInterval(SECOND));
    time.advance(SECOND.multipliedBy(3).plusMillis(100));
    one.link().dropHints();
    held.release();
    time.settle();
    assertThat(waiting).isNotDone();
    time.advance(SECOND);
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void w5_who_waits_looks_again_just_after_the_holders_record_has_ended() {
    two.lock("a", PATIENT);
    two.node.crash();
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    one.link().dropHints();
    time.advance(TTL.minusMillis(1));
    assertThat(waiting).isNotDone();
    time.advance(Duration.ofMillis(4));
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void w5_without_a_watch_the_retry_interval_stands_in_until_it_listens_again() {
    Lease held = two.lock("a", PATIENT);
    one.link().planNext(Fate.unreachable(Duration.ZERO), Question.WATCH);
    CompletableFuture<Lease> waiting = one.waitFor("a", ttl(TTL).retryInterval(SECOND));
    time.settle();
    assertThat(server.watches()).isZero();
    time.advance(SECOND.multipliedBy(2));
    assertThat(server.watches()).isEqualTo(1);
    held.release();
    time.settle();
    assertThat(now(waiting).isHeld()).isTrue();
  }

  /** All before it began to listen was not heard. */
  @Test
  void w1_a_release_before_the_waiter_listens_is_not_missed() {
    Lease held = two.lock("a", PATIENT);
    one.link().planNext(Fate.slow(SECOND, Duration.ZERO), Question.WATCH);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    time.advance(Duration.ofMillis(500));
    held.release();
    time.advance(Duration.ofMillis(499));
    assertThat(waiting).isNotDone();
    time.advance(Duration.ofMillis(2));
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void w1_a_release_while_the_attempt_is_out_is_not_missed() {
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> first = one.waitFor("a", PATIENT);
    time.settle();
    assertThat(server.watches()).isEqualTo(1);
    first.cancel(false);
    one.link().delayReplies(Duration.ofMillis(100));
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    time.advance(Duration.ofMillis(50));
    held.release();
    time.advance(Duration.ofMillis(200));
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void r1_all_who_share_the_identity_of_the_head_get_it_with_it() {
    LockOptions mine = PATIENT.reentrant("me");
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> first = one.waitFor("a", mine);
    CompletableFuture<Lease> stranger = one.waitFor("a", PATIENT);
    CompletableFuture<Lease> again = one.waitFor("a", mine);
    held.release();
    time.advance(SECOND);
    assertThat(now(again).token()).isEqualTo(now(first).token());
    assertThat(stranger).isNotDone();
    first.join().release();
    time.settle();
    assertThat(stranger).isNotDone();
    again.join().release();
    time.advance(SECOND);
    assertThat(now(stranger).isHeld()).isTrue();
  }

  @Test
  void l2_who_asks_after_the_holder_of_its_own_kit_is_past_its_end_gets_the_next_term() {
    Lease lease = one.lock("a", PATIENT);
    List<Object> heard = new ArrayList<>();
    lease.onEnd(heard::add);
    time.stepWall(Duration.ofHours(1));
    CompletableFuture<Optional<Lease>> next = one.tryLock("a", PATIENT);
    assertThat(heard).as("told before anybody is granted the same").hasSize(1);
    time.settle();
    assertThat(now(next)).isPresent();
    time.stepWall(Duration.ofHours(1));
    CompletableFuture<Lease> third = one.waitFor("a", PATIENT);
    time.advance(SECOND);
    assertThat(now(third).isHeld()).isTrue();
  }

  /** The first who asks finds the end of the old term; all who come later must find him. */
  @Test
  void r1_who_asked_first_after_the_machine_slept_is_found_by_who_shares_his_identity() {
    LockOptions mine = PATIENT.reentrant("me");
    one.lock("a", mine);
    time.stepWall(Duration.ofHours(1));
    Lease first = one.lock("a", mine);
    assertThat(one.lock("a", mine).token()).isEqualTo(first.token());
    time.stepWall(Duration.ofHours(1));
    Lease next = now(one.waitFor("a", mine));
    assertThat(now(one.waitFor("a", mine)).token()).isEqualTo(next.token());
  }

  @Test
  void l6_a_holder_is_told_within_a_second_where_a_hint_arrives() {
    Lease lease = one.lock("a", PATIENT);
    CompletableFuture<Lease> next = one.waitFor("a", PATIENT);
    Lease before = two.lock("b", PATIENT);
    CompletableFuture<Lease> listens = one.waitFor("b", PATIENT);
    time.settle();
    before.release();
    CompletableFuture<Lease> behind = one.waitFor("b", PATIENT);
    time.advance(SECOND);
    Lease held = now(listens);
    assertThat(server.delete("here", Node.mutex("b"))).isTrue();
    time.advance(SECOND);
    assertThat(held.isHeld()).isFalse();
    assertThat(now(behind).isHeld()).isTrue();
    assertThat(lease.isHeld()).isTrue();
    assertThat(next).isNotDone();
  }

  /** There was another hint just before, which told of nothing. */
  @Test
  void l6_a_holder_is_told_within_a_second_where_a_hint_follows_upon_a_hint() {
    Lease held = heldWithOneBehind("a");
    one.node.reconnect();
    time.advance(SECOND.multipliedBy(60));
    one.node.reconnect();
    time.advance(Duration.ofMillis(10));
    assertThat(server.delete("here", Node.mutex("a"))).isTrue();
    time.advance(SECOND);
    assertThat(held.isHeld()).isFalse();
  }

  /** The renewal that is under way has found the record, and tells so only now. */
  @Test
  void l6_a_holder_is_told_within_a_second_where_a_hint_arrives_during_a_renewal() {
    Lease held = heldWithOneBehind("a");
    one.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(700)), Question.RENEW);
    time.advance(held.validity().dividedBy(3));
    assertThat(server.delete("here", Node.mutex("a"))).isTrue();
    time.advance(SECOND);
    assertThat(held.isHeld()).isFalse();
  }

  private Lease heldWithOneBehind(String name) {
    Lease before = two.lock(name, PATIENT);
    CompletableFuture<Lease> first = one.waitFor(name, PATIENT);
    var unused = one.waitFor(name, PATIENT);
    time.settle();
    before.release();
    time.settle();
    return now(first);
  }

  @Test
  void k3_what_stands_in_the_way_and_cannot_be_read_is_an_error() {
    Session session = answer(two.node.store().open(TTL));
    answer(
        two.node
            .store()
            .grant(
                KeyCodec.mutex("a"), UUID.randomUUID(), "lockstep/2\n\n".getBytes(UTF_8), session));
    assertThat(failed(one.tryLock("a", PATIENT)))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("lockstep/2");
    assertThat(failed(one.waitFor("a", PATIENT))).isInstanceOf(BackendRefusedException.class);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> one.atomic.mutex("a").isLocked())
        .isInstanceOf(BackendRefusedException.class);
    time.advance(SECOND.multipliedBy(5));
    assertThat(one.atomic.inUse()).isZero();
  }

  @Test
  void m8_a_hand_over_whose_answer_was_lost_is_asked_again() {
    Lease held = one.lock("a", PATIENT);
    List<CompletableFuture<Lease>> waiting = queue(one, 2);
    one.link().loseNextReply(Question.REGRANT);
    CompletableFuture<Void> released = held.releaseAsync();
    assertThat(released).isNotDone();
    time.advance(SECOND);
    assertThat(released).isCompleted();
    Lease next = now(waiting.get(0));
    assertThat(next.isHeld()).isTrue();
    assertThat(answer(two.node.store().get(KeyCodec.mutex("a"))).orElseThrow().token())
        .isEqualTo(next.token());
    assertThat(waiting.get(1)).isNotDone();
  }

  @Test
  void m5_a_hand_over_of_a_record_that_is_gone_says_that_the_lease_was_lost() {
    Lease held = one.lock("a", PATIENT);
    List<CompletableFuture<Lease>> waiting = queue(one, 1);
    one.link().dropHints();
    server.delete("here", Node.mutex("a"));
    CompletableFuture<Void> released = held.releaseAsync();
    time.advance(SECOND);
    assertThat(failed(released)).hasMessageContaining("was lost before (REVOKED)");
    assertThat(now(waiting.get(0)).isHeld()).as("the next gets it all the same").isTrue();
  }

  @Test
  void m4_a_hand_over_that_cannot_reach_the_backend_keeps_nobody_longer_than_one_operation() {
    Lease held = one.lock("a", PATIENT);
    List<CompletableFuture<Lease>> waiting = queue(one, 1);
    one.node.disconnect();
    CompletableFuture<Void> released = held.releaseAsync();
    time.advance(SECOND.multipliedBy(2).minusMillis(1));
    assertThat(released).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(failed(released)).isInstanceOf(BackendUnavailableException.class);
    assertThat(held.isHeld()).isFalse();
    time.advance(SECOND.multipliedBy(2));
    one.node.reconnect();
    time.advance(TTL.multipliedBy(2));
    assertThat(now(waiting.get(0)).isHeld()).isTrue();
  }

  @Test
  void m7_a_head_that_withdrew_during_its_hand_over_leaves_the_lock_to_the_next() {
    Lease held = one.lock("a", PATIENT);
    List<CompletableFuture<Lease>> waiting = queue(one, 2);
    one.link().delayReplies(Duration.ofMillis(10));
    CompletableFuture<Void> released = held.releaseAsync();
    waiting.get(0).cancel(false);
    time.advance(SECOND);
    assertThat(released).isCompleted();
    assertThat(now(waiting.get(1)).isHeld()).isTrue();
    CompletableFuture<Void> last = now(waiting.get(1)).releaseAsync();
    time.advance(SECOND);
    assertThat(last).isCompleted();
    assertThat(server.records()).isZero();
  }

  @Test
  void x5_keys_that_nobody_uses_are_forgotten() {
    for (int i = 0; i < 20; i++) {
      one.lock("k" + i, PATIENT).release();
    }
    assertThat(one.atomic.inUse()).isEqualTo(1);
    time.advance(TTL);
    assertThat(one.atomic.inUse()).isZero();
    assertThat(server.records()).isZero();
    assertThat(server.watches()).isZero();
  }
}
