package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.failed;
import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.memory.VirtualKit.ttl;
import static dev.lockstep.port.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.EndCause;
import dev.lockstep.Lease;
import dev.lockstep.LeaseLostException;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.port.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps leases alive under the law of each backend, in virtual time. */
final class SessionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TTL = SECOND.multipliedBy(12);

  private final VirtualTime time = new VirtualTime();

  private MemoryServer server(String law) {
    return new MemoryServer("server", MemoryProfile.like(law), time);
  }

  private VirtualKit kit(MemoryServer server) {
    return new VirtualKit(time, server, "one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void l3_a_lease_is_renewed_by_a_third_of_v_for_as_long_as_it_is_held(String law) {
    VirtualKit kit = kit(server(law));
    Lease lease = kit.lock("a", ttl(TTL));
    Duration least = lease.remaining();
    for (int i = 0; i < 120; i++) {
      time.advance(SECOND.dividedBy(2));
      assertThat(lease.isHeld()).isTrue();
      Duration left = lease.remaining();
      least = left.compareTo(least) < 0 ? left : least;
    }
    assertThat(least).isGreaterThan(lease.validity().dividedBy(2));
    boolean twice = law.equals("zookeeper");
    int thirds = (int) (SECOND.multipliedBy(60).toMillis() * 3 / lease.validity().toMillis());
    assertThat(kit.asked(Question.RENEW)).isBetween(thirds, (twice ? 5 : 3) * thirds / 2 + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void l3_one_failed_renewal_is_no_loss(String law) {
    VirtualKit kit = kit(server(law));
    Lease lease = kit.lock("a", ttl(TTL));
    for (int i = 0; i < 5; i++) {
      kit.link().planNext(Fate.unreachable(Duration.ofMillis(1)), Question.RENEW);
      kit.link().planNext(Fate.swallowed(), Question.RENEW);
      time.advance(TTL);
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void l3_after_a_failure_it_is_tried_again_until_the_deadline(String law) {
    VirtualKit kit = kit(server(law));
    Lease lease = kit.lock("a", ttl(TTL));
    kit.forgetAsked();
    kit.node.disconnect(Duration.ofMillis(1));
    Duration left = lease.remaining();
    time.advance(left.minusMillis(1));
    assertThat(lease.isHeld()).isTrue();
    kit.node.reconnect();
    kit.node.disconnect(Duration.ofMillis(1));
    time.advance(Duration.ofMillis(1));
    assertThat(now(lease.lost()).cause()).isEqualTo(EndCause.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void l3_an_outage_that_is_over_before_the_deadline_costs_nothing(String law) {
    VirtualKit kit = kit(server(law));
    Lease lease = kit.lock("a", ttl(TTL));
    kit.node.disconnect(Duration.ofMillis(1));
    time.advance(lease.remaining().minusMillis(law.equals("zookeeper") ? 3_500 : 1_200));
    kit.node.reconnect();
    time.advance(TTL);
    assertThat(lease.isHeld()).isTrue();
  }

  /** A session that expires with all its records in spite of its renewals is told as gone. */
  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "zookeeper"})
  void l3_an_answer_that_says_gone_is_a_loss_at_once(String law) {
    MemoryServer server = server(law);
    VirtualKit kit = kit(server);
    Lease first = kit.lock("a", ttl(TTL));
    Lease second = kit.lock("b", ttl(TTL));
    server.reset();
    time.advance(TTL.dividedBy(3));
    assertThat(List.of(first, second)).noneMatch(Lease::isHeld);
    assertThat(now(first.lost()).cause()).isEqualTo(EndCause.REVOKED);
    assertThat(kit.lock("a", ttl(TTL)).token()).as("L4").isGreaterThan(first.token());
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void l6_what_an_operator_deleted_is_lost_within_one_ttl_and_alone(String law) {
    MemoryServer server = server(law);
    VirtualKit kit = kit(server);
    Lease deleted = kit.lock("a", ttl(TTL));
    Lease fixed = kit.lock("b", ttl(TTL).maxHold(TTL.multipliedBy(9)));
    Lease other = kit.lock("c", ttl(TTL));
    time.advance(SECOND);
    server.delete("here", Node.mutex("a"));
    server.delete("here", Node.mutex("b"));
    time.advance(TTL);
    assertThat(now(deleted.lost()).cause()).isEqualTo(EndCause.REVOKED);
    assertThat(now(fixed.lost()).cause()).isEqualTo(EndCause.REVOKED);
    assertThat(other.isHeld()).isTrue();
  }

  /** A listing alone is a suspicion: it may have been made before the grant. */
  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "zookeeper"})
  void l6_an_old_listing_takes_nothing_away(String law) {
    VirtualKit kit = kit(server(law));
    kit.lock("warm", ttl(TTL));
    time.advance(lastBefore(kit));
    kit.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.AUDIT);
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      leases.add(kit.within(SECOND.multipliedBy(5), kit.tryLock("k" + i, ttl(TTL))).orElseThrow());
      time.advance(Duration.ofMillis(100));
    }
    assertThat(leases).allMatch(Lease::isHeld);
    assertThat(kit.asked(Question.AUDIT)).isPositive();
  }

  private static Duration lastBefore(VirtualKit kit) {
    return kit.atomic.held().get(0).validity().dividedBy(3).minusMillis(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "zookeeper"})
  void l6_a_grant_that_was_applied_late_and_that_nobody_knows_is_deleted(String law) {
    MemoryServer server = server(law);
    VirtualKit kit = kit(server);
    Lease kept = kit.lock("warm", ttl(TTL));
    // It arrives after everybody has given up on it, and on the release that went after it.
    kit.link().planNext(Fate.late(SECOND.multipliedBy(3)), Question.GRANT);
    CompletableFuture<Lease> withdrawn = kit.waitFor("a", ttl(TTL));
    time.advance(Duration.ofMillis(1));
    withdrawn.cancel(false);
    time.advance(SECOND.multipliedBy(3));
    assertThat(answer(kit.node.store().get(KeyCodec.mutex("a")))).as("applied").isPresent();
    time.advance(kept.validity());
    assertThat(answer(kit.node.store().get(KeyCodec.mutex("a")))).isEmpty();
    assertThat(kept.isHeld()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void l10_a_fresh_lease_has_two_thirds_of_v_left(String law) {
    VirtualKit kit = kit(server(law));
    Duration margin = kit.atomic.traits().safetyMargin(TTL);
    for (int i = 0; i < 100; i++) {
      Lease lease =
          kit.within(SECOND.multipliedBy(5), kit.tryLock("k" + i, ttl(TTL))).orElseThrow();
      Duration least = lease.validity().multipliedBy(2).dividedBy(3).minus(margin);
      assertThat(lease.remaining()).isGreaterThanOrEqualTo(least.minusMillis(1));
      time.advance(Duration.ofMillis(370));
    }
  }

  @Test
  void l10_who_needs_more_than_a_session_has_left_waits_for_its_renewal() {
    VirtualKit kit = kit(server("etcd"));
    kit.lock("a", ttl(TTL));
    kit.node.disconnect(Duration.ofMillis(1));
    time.advance(TTL.dividedBy(2));
    kit.node.reconnect();
    CompletableFuture<Optional<Lease>> asked = kit.tryLock("b", ttl(TTL));
    time.advance(SECOND.multipliedBy(5));
    Lease lease = now(asked).orElseThrow();
    assertThat(lease.remaining()).isGreaterThan(TTL.dividedBy(2));
  }

  /** Where the sending before the last counts, and two must be as far apart as they may be. */
  @Test
  void l10_on_a_healthy_backend_behind_a_follower_nobody_waits_for_a_fresh_lease() {
    VirtualKit kit = kit(server("zookeeper"));
    kit.lock("warm", ttl(TTL));
    for (int i = 0; i < 500; i++) {
      kit.within(Duration.ofMillis(200), kit.tryLock("k" + i, ttl(TTL))).orElseThrow().release();
      time.advance(Duration.ofMillis(37));
    }
  }

  /** Two renewals are needed there, and must not be so far apart that the time is over (X1). */
  @Test
  void l10_behind_a_follower_a_lock_right_after_an_outage_is_granted_in_time() {
    VirtualKit kit = kit(server("zookeeper"));
    Duration lasting = SECOND.multipliedBy(30);
    kit.lock("a", ttl(lasting));
    kit.node.disconnect(Duration.ofMillis(1));
    time.advance(lasting.dividedBy(2));
    kit.node.reconnect();
    CompletableFuture<Optional<Lease>> asked = kit.tryLock("b", ttl(lasting));
    assertThat(kit.within(SECOND.multipliedBy(2), asked)).isPresent();
  }

  @Test
  void l10_behind_a_follower_an_outage_is_over_for_fresh_leases_before_anybody_asks() {
    VirtualKit kit = kit(server("zookeeper"));
    Duration lasting = SECOND.multipliedBy(30);
    kit.lock("a", ttl(lasting));
    kit.node.disconnect(Duration.ofMillis(1));
    time.advance(lasting.dividedBy(2));
    kit.node.reconnect();
    time.advance(SECOND.multipliedBy(3));
    assertThat(now(kit.tryLock("b", ttl(lasting)))).isPresent();
  }

  @Test
  void x5_a_session_without_leases_is_kept_for_one_ttl_and_ended_then() {
    MemoryServer server = server("etcd");
    VirtualKit kit = kit(server);
    kit.lock("a", ttl(TTL)).release();
    time.advance(TTL.minus(SECOND));
    assertThat(server.sessions()).isEqualTo(1);
    Lease again = kit.lock("a", ttl(TTL));
    assertThat(kit.asked(Question.OPEN)).isEqualTo(1);
    time.advance(TTL.multipliedBy(2));
    again.release();
    time.advance(TTL.minus(SECOND));
    assertThat(server.sessions()).as("counted anew").isEqualTo(1);
    time.advance(TTL);
    assertThat(server.sessions()).isZero();
    assertThat(kit.atomic.inUse()).isZero();
    time.advance(TTL);
    assertThat(time.timers()).isZero();
  }

  @Test
  void x5_leases_of_many_ttls_share_eight_sessions() {
    MemoryServer server = server("etcd");
    VirtualKit kit = kit(server);
    for (int i = 1; i <= 8; i++) {
      assertThat(kit.lock("k" + i, ttl(SECOND.multipliedBy(i * 5L))).ttl())
          .isEqualTo(SECOND.multipliedBy(i * 5L));
    }
    assertThat(kit.lock("more", ttl(SECOND.multipliedBy(23))).ttl())
        .as("rounded down")
        .isEqualTo(SECOND.multipliedBy(20));
    assertThat(server.sessions()).isEqualTo(8);
    assertThat(kit.lock("less", ttl(SECOND)).ttl()).as("there is none below").isEqualTo(SECOND);
    assertThat(server.sessions()).isEqualTo(9);
  }

  @Test
  void x5_where_each_record_lives_by_itself_nothing_is_rounded() {
    VirtualKit kit = kit(server("redis"));
    for (int i = 1; i <= 20; i++) {
      assertThat(kit.lock("k" + i, ttl(SECOND.multipliedBy(i))).ttl())
          .isEqualTo(SECOND.multipliedBy(i));
    }
  }

  @Test
  void l8_a_session_whose_opening_took_longer_than_it_lasts_is_none() {
    VirtualKit kit = kit(server("etcd"));
    Duration brief = Duration.ofMillis(500);
    kit.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.OPEN);
    CompletableFuture<Optional<Lease>> asked = kit.tryLock("a", ttl(brief));
    time.advance(SECOND);
    assertThat(failed(asked))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("answers more slowly than a TTL of 500 ms allows");
    assertThat(kit.lock("a", ttl(brief)).isHeld()).isTrue();
  }

  /** As that of a grant: a backend with sessions is not more fragile than one without. */
  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "zookeeper"})
  void c2_an_opening_that_met_a_broken_connection_is_tried_again(String law) {
    VirtualKit kit = kit(server(law));
    kit.link().planNext(Fate.unreachable(Duration.ofMillis(1)), Question.OPEN);
    kit.link().planNext(Fate.replyLost(Duration.ofMillis(1)), Question.OPEN);
    CompletableFuture<Optional<Lease>> asked = kit.tryLock("a", ttl(TTL));
    assertThat(kit.within(SECOND, asked)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "zookeeper"})
  void x1_an_opening_is_tried_again_within_the_operation_timeout_only(String law) {
    VirtualKit kit = kit(server(law));
    kit.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<Optional<Lease>> asked = kit.tryLock("a", ttl(TTL));
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(asked)).isInstanceOf(BackendUnavailableException.class);
    kit.node.reconnect();
    kit.forgetAsked();
    time.advance(SECOND.multipliedBy(10));
    assertThat(kit.asked(Question.OPEN)).as("asked for nobody").isZero();
    assertThat(kit.lock("a", ttl(TTL)).isHeld()).isTrue();
  }

  /** A slow moment, in which a short session ends before anything is on it, is no failure. */
  @ParameterizedTest
  @ValueSource(strings = {"etcd", "zookeeper"})
  void x1_who_waits_for_a_session_that_ended_waits_for_the_next(String law) {
    VirtualKit kit = kit(server(law));
    kit.link().planNext(Fate.slow(Duration.ZERO, SECOND.dividedBy(2)), Question.OPEN);
    kit.link().planNext(Fate.swallowed(), Question.RENEW);
    CompletableFuture<Optional<Lease>> asked = kit.tryLock("a", ttl(SECOND));
    time.advance(SECOND.dividedBy(2).plusMillis(1));
    kit.node.disconnect(Duration.ofMillis(1));
    time.advance(SECOND.dividedBy(2));
    assertThat(asked).isNotDone();
    kit.node.reconnect();
    assertThat(kit.within(Duration.ofMillis(900), asked)).isPresent();
  }

  @Test
  void x1_a_session_that_opens_after_everybody_has_gone_is_ended() {
    MemoryServer server = server("etcd");
    VirtualKit kit = kit(server);
    kit.link().planNext(Fate.slow(Duration.ZERO, SECOND.multipliedBy(3)), Question.OPEN);
    CompletableFuture<Optional<Lease>> asked = kit.tryLock("a", ttl(TTL));
    time.advance(SECOND.multipliedBy(2).plusMillis(1));
    assertThat(failed(asked)).isInstanceOf(BackendUnavailableException.class);
    assertThat(server.sessions()).isEqualTo(1);
    time.advance(SECOND);
    assertThat(server.sessions()).isZero();
  }

  @Test
  void l3_who_renews_what_was_lost_is_told_so() {
    VirtualKit kit = kit(server("redis"));
    Lease lease = kit.lock("a", ttl(TTL));
    lease.release();
    assertThatThrownBy(lease::renew)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("mutex 'a'");
    Lease suspended = kit.lock("a", ttl(TTL));
    time.stepWall(Duration.ofHours(1));
    assertThatThrownBy(suspended::renew).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void l7_the_record_of_a_lease_that_was_lost_by_its_time_is_deleted_soon() {
    MemoryServer server = server("redis");
    VirtualKit kit = kit(server);
    Lease lease = kit.lock("a", ttl(TTL));
    time.stepWall(Duration.ofHours(1));
    time.advance(TTL.dividedBy(3));
    assertThat(lease.lost().toCompletableFuture()).isDone();
    assertThat(server.records()).isZero();
  }

  @Test
  void l8_a_grant_that_comes_after_its_own_deadline_is_given_back() {
    MemoryServer server = server("redis");
    VirtualKit kit = kit(server);
    Duration brief = Duration.ofMillis(200);
    kit.lock("warm", ttl(brief)).release();
    kit.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(190)), Question.GRANT);
    CompletableFuture<Optional<Lease>> asked = kit.tryLock("a", ttl(brief));
    time.advance(Duration.ofMillis(190));
    assertThat(failed(asked))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("confirmed 'a' only after its time was over")
        .hasMessageContaining("200 ms");
    assertThat(server.records()).isZero();
    assertThat(kit.atomic.held()).isEmpty();
  }
}
