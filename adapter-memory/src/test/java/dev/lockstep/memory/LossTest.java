package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.failed;
import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.memory.VirtualKit.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.EndCause;
import dev.lockstep.KitClosedException;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.NumberLease;
import dev.lockstep.port.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When leases, and the sessions under them, are over: to the instant, in virtual time. */
final class LossTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TTL = SECOND.multipliedBy(12);

  private final VirtualTime time = new VirtualTime();
  private MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);

  private VirtualKit kit(String law) {
    server = new MemoryServer("server", MemoryProfile.like(law), time);
    return new VirtualKit(time, server, "one");
  }

  private VirtualKit other() {
    return new VirtualKit(time, server, "two");
  }

  private void assertLostAtItsDeadline(Lease lease) {
    time.advance(lease.remaining().minusMillis(1));
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.lost().toCompletableFuture()).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(now(lease.lost()).cause()).isEqualTo(EndCause.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void l2_a_holder_who_is_cut_off_after_a_long_time_is_told_at_its_deadline(String law) {
    VirtualKit kit = kit(law);
    Lease lease = kit.lock("a", ttl(TTL));
    time.advance(SECOND.multipliedBy(100));
    kit.node.disconnect();
    assertLostAtItsDeadline(lease);
  }

  /** The alarm is set for the nearest deadline, in whatever order the leases came. */
  @ParameterizedTest
  @ValueSource(strings = {"nats", "redis"})
  void l2_of_leases_that_are_renewed_one_by_one_each_is_told_at_its_own_deadline(String law) {
    VirtualKit kit = kit(law);
    Lease often = kit.lock("a", ttl(TTL));
    Lease seldom = kit.lock("b", ttl(TTL));
    for (int i = 0; i < 200; i++) {
      time.advance(Duration.ofMillis(170));
      often.renew();
    }
    kit.node.disconnect();
    assertThat(often.remaining()).isGreaterThan(seldom.remaining());
    assertLostAtItsDeadline(seldom);
    assertLostAtItsDeadline(often);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void l9_after_the_machine_slept_another_lock_is_taken_at_once(String law) {
    VirtualKit kit = kit(law);
    Lease lease = kit.lock("a", ttl(TTL));
    time.stepWall(Duration.ofHours(1));
    assertThat(now(kit.tryLock("b", ttl(TTL))).orElseThrow().isHeld()).isTrue();
    assertThat(lease.isHeld()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "zookeeper"})
  void l7_a_session_that_was_lost_by_its_time_is_ended_with_its_records(String law) {
    VirtualKit kit = kit(law);
    Lease lease = kit.lock("a", ttl(TTL));
    time.stepWall(Duration.ofHours(1));
    time.advance(TTL.dividedBy(3));
    assertThat(now(lease.lost()).cause()).isEqualTo(EndCause.SUSPENDED);
    assertThat(server.records()).isZero();
    assertThat(server.sessions()).isZero();
  }

  @Test
  void l8_a_session_whose_opening_took_too_long_is_ended() {
    VirtualKit kit = kit("consul");
    kit.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(700)), Question.OPEN);
    CompletableFuture<Optional<Lease>> asked = kit.tryLock("a", ttl(SECOND));
    time.advance(Duration.ofMillis(699));
    assertThat(server.sessions()).isEqualTo(1);
    time.advance(Duration.ofMillis(1));
    assertThat(failed(asked)).isInstanceOf(BackendUnavailableException.class);
    assertThat(server.sessions()).isZero();
  }

  @Test
  void x5_a_session_that_no_lease_came_to_is_over_at_its_deadline() {
    VirtualKit kit = kit("etcd");
    other().lock("a", ttl(TTL));
    assertThat(now(kit.tryLock("a", ttl(TTL)))).isEmpty();
    kit.node.disconnect();
    time.advance(TTL.minus(kit.atomic.traits().safetyMargin(TTL)).minusMillis(1));
    assertThat(kit.atomic.inUse()).isEqualTo(1);
    time.advance(Duration.ofMillis(1));
    assertThat(kit.atomic.inUse()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nats", "redis"})
  void x5_where_each_record_lives_by_itself_nothing_is_renewed_once_all_are_released(String law) {
    VirtualKit kit = kit(law);
    kit.lock("a", ttl(TTL)).release();
    kit.forgetAsked();
    time.advance(TTL.multipliedBy(2));
    assertThat(kit.asked(Question.RENEW)).isZero();
    assertThat(kit.asked(Question.END)).isEqualTo(1);
    assertThat(kit.atomic.inUse()).isZero();
  }

  /** Also while the first of them are being opened. */
  @Test
  void x5_leases_of_many_ttls_that_are_asked_for_at_once_share_eight_sessions() {
    VirtualKit kit = kit("etcd");
    kit.link().delayReplies(Duration.ofMillis(100));
    List<CompletableFuture<Optional<Lease>>> asked = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      asked.add(kit.tryLock("k" + i, ttl(SECOND.multipliedBy(3L * i))));
    }
    time.advance(SECOND);
    assertThat(asked).allMatch(each -> now(each).orElseThrow().isHeld());
    assertThat(server.sessions()).isEqualTo(8);
  }

  /** An audit of the session no longer has it, and what stands there is not ours. */
  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "zookeeper"})
  void l6_a_lease_whose_key_another_holds_now_is_lost_within_one_ttl(String law) {
    VirtualKit kit = kit(law);
    Lease lease = kit.lock("a", ttl(TTL));
    time.advance(SECOND);
    kit.forgetAsked();
    assertThat(server.delete("here", Node.mutex("a"))).isTrue();
    Lease theirs = other().lock("a", ttl(TTL));
    time.advance(TTL);
    assertThat(now(lease.lost()).cause()).isEqualTo(EndCause.REVOKED);
    assertThat(kit.asked(Question.HISTORY)).as("F4: it may be all that is gone").isPositive();
    assertThat(theirs.isHeld()).isTrue();
  }

  @Test
  void m4_a_release_is_decided_in_one_operation_however_often_it_was_sent() {
    VirtualKit kit = kit("redis");
    Lease lease = kit.lock("a", ttl(TTL));
    kit.link().planNext(Fate.replyLost(Duration.ofMillis(1_500)), Question.RELEASE);
    kit.link().planNext(Fate.swallowed(), Question.RELEASE);
    CompletableFuture<Void> released = lease.releaseAsync();
    time.advance(SECOND.multipliedBy(2).minusMillis(1));
    assertThat(released).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(failed(released)).isInstanceOf(BackendUnavailableException.class);
  }

  @Test
  void x1_a_question_is_answered_in_one_operation_however_often_it_was_sent() {
    VirtualKit kit = kit("redis");
    kit.link().planNext(Fate.unreachable(Duration.ofMillis(1_500)), Question.KEYS);
    kit.link().planNext(Fate.swallowed(), Question.KEYS);
    CompletableFuture<NumberLease> number = kit.atomic.allocateNumberAsync("ids", 2);
    time.advance(SECOND.multipliedBy(2).minusMillis(1));
    assertThat(number).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(failed(number)).isInstanceOf(BackendUnavailableException.class);
    kit.link().planNext(Fate.unreachable(Duration.ofMillis(1)), Question.KEYS);
    CompletableFuture<NumberLease> again = kit.atomic.allocateNumberAsync("ids", 2);
    time.advance(Duration.ofMillis(50));
    assertThat(now(again).isHeld()).isTrue();
  }

  /** One timer ends them all, each in its own time. */
  @Test
  void x1_a_question_that_was_asked_later_has_its_whole_time() {
    VirtualKit kit = kit("redis");
    kit.lock("warm", ttl(TTL));
    kit.link().planNext(Fate.swallowed(), Question.GRANT);
    CompletableFuture<Optional<Lease>> first = kit.tryLock("a", ttl(TTL));
    time.advance(Duration.ofMillis(1_900));
    kit.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(1_900)), Question.GRANT);
    kit.forgetAsked();
    CompletableFuture<Optional<Lease>> second = kit.tryLock("b", ttl(TTL));
    time.advance(Duration.ofMillis(1_900));
    assertThat(failed(first)).isInstanceOf(BackendUnavailableException.class);
    assertThat(now(second)).isPresent();
    assertThat(kit.asked(Question.GRANT)).isZero();
  }

  @Test
  void c1_a_number_that_is_found_while_the_kit_closes_is_given_back() {
    for (Question slow : List.of(Question.KEYS, Question.GRANT, Question.REGRANT)) {
      VirtualKit kit = kit("redis");
      now(other().atomic.allocateNumberAsync("ids", 1)).release();
      kit.lock("slow", ttl(TTL));
      kit.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(500)), slow);
      CompletableFuture<NumberLease> number = kit.atomic.allocateNumberAsync("ids", 1);
      kit.link().planNext(Fate.slow(SECOND, Duration.ZERO), Question.RELEASE);
      CompletableFuture<Void> given = kit.atomic.giveUpEverything();
      time.advance(Duration.ofMillis(600));
      assertThat(given).isNotDone();
      assertThat(failed(number)).as("%s", slow).isInstanceOf(KitClosedException.class);
      time.advance(SECOND);
      assertThat(given).isCompleted();
    }
  }

  /** The renewal that finds it gone went out before, and finds what the release has done. */
  @Test
  void l5_what_was_released_while_its_renewal_was_under_way_ends_as_released() {
    VirtualKit kit = kit("redis");
    List<LeaseEnd> heard = new ArrayList<>();
    Lease lease = kit.lock("a", ttl(TTL));
    lease.onEnd(heard::add);
    kit.link().planNext(Fate.slow(SECOND, Duration.ZERO), Question.RENEW);
    time.advance(lease.validity().dividedBy(3));
    kit.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.RELEASE);
    CompletableFuture<Void> released = lease.releaseAsync();
    assertThat(server.records()).isZero();
    time.advance(SECOND.multipliedBy(2));
    assertThat(released).isCompleted();
    assertThat(heard).extracting(LeaseEnd::cause).containsExactly(EndCause.RELEASED);
    assertThat(lease.lost().toCompletableFuture()).isNotDone();
  }

  /** It was free when it was found, and there is no time left to take it. */
  @Test
  void x1_an_allocation_that_finds_a_number_after_its_time_fails() {
    VirtualKit kit = kit("redis");
    NumberLease theirs = now(other().atomic.allocateNumberAsync("ids", 1));
    kit.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(1_500)), Question.KEYS);
    kit.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(1_500)), Question.LIST);
    CompletableFuture<NumberLease> number = kit.atomic.allocateNumberAsync("ids", 1);
    time.advance(SECOND);
    theirs.release();
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(number)).isInstanceOf(BackendUnavailableException.class);
  }
}
