package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.failed;
import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.memory.VirtualKit.ttl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.EndCause;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.LeaseLostException;
import dev.lockstep.LockOptions;
import dev.lockstep.Registration;
import dev.lockstep.port.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a holder sees of its lease from the grant to the end, in virtual time. */
final class LeasesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TTL = SECOND.multipliedBy(10);

  private final VirtualTime time = new VirtualTime();
  private final MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);
  private final VirtualKit kit = new VirtualKit(time, server, "one");
  private final VirtualKit other = new VirtualKit(time, server, "two");
  private final Duration margin = kit.atomic.traits().safetyMargin(TTL);

  private Lease renewed() {
    return kit.lock("a", ttl(TTL));
  }

  private Lease fixed() {
    return kit.lock("a", ttl(TTL).fixed());
  }

  private static EndCause causeOf(Lease lease) {
    assertThat(lease.isHeld()).isFalse();
    return now(lease.lost()).cause();
  }

  @Test
  void l10_a_lease_tells_what_it_got() {
    Lease lease = renewed();
    assertThat(lease.kind()).isEqualTo(LeaseKind.MUTEX);
    assertThat(lease.key()).isEqualTo("a");
    assertThat(lease.token()).isPositive();
    assertThat(lease.ttl()).isEqualTo(TTL);
    assertThat(lease.validity()).isEqualTo(TTL);
    assertThat(lease.remaining()).isEqualTo(TTL.minus(margin));
    time.advance(SECOND);
    assertThat(lease.remaining()).isEqualTo(TTL.minus(margin).minus(SECOND));
    assertThat(lease).hasToString("mutex 'a' (token " + lease.token() + ") held");
    assertThat(kit.atomic.held()).containsExactly(lease);
  }

  @Test
  void l10_a_ttl_is_kept_within_the_bounds_of_the_backend() {
    assertThat(kit.lock("a", ttl(Duration.ofMillis(1))).ttl()).isEqualTo(Duration.ofMillis(50));
    assertThat(kit.lock("b", ttl(Duration.ofHours(1))).ttl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(kit.lock("c", ttl(Duration.ofNanos(70_000_001))).ttl())
        .isEqualTo(Duration.ofMillis(71));
    assertThat(kit.lock("d", ttl(Duration.ofMillis(70))).ttl()).isEqualTo(Duration.ofMillis(70));
  }

  @Test
  void l2_a_holder_who_is_cut_off_learns_of_its_loss_before_anybody_is_granted_the_same() {
    Lease lease = renewed();
    kit.node.disconnect();
    time.advance(TTL.minus(margin).minusMillis(1));
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(1));
    lease.requireHeld();
    assertThat(lease.lost().toCompletableFuture()).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(causeOf(lease)).isEqualTo(EndCause.EXPIRED);
    assertThat(now(lease.lost()).error().orElseThrow())
        .isInstanceOf(BackendUnavailableException.class);
    assertThat(lease.remaining()).isZero();
    assertThat(lease).hasToString("mutex 'a' (token " + lease.token() + ") EXPIRED");
    assertThat(kit.atomic.held()).isEmpty();
    assertThatThrownBy(lease::requireHeld)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("mutex 'a'");
    assertThat(now(other.tryLock("a", ttl(TTL)))).as("the record stands on").isEmpty();
    time.advance(margin.plusMillis(1));
    assertThat(now(other.tryLock("a", ttl(TTL)))).isPresent();
  }

  /** Nothing is told of this one by a renewal: only its alarm ends it. */
  @Test
  void l2_the_earliest_deadline_of_several_leases_comes_first() {
    Lease early = kit.lock("a", ttl(TTL));
    time.advance(SECOND);
    Lease late = kit.lock("b", ttl(TTL));
    kit.node.disconnect();
    time.advance(TTL.minus(margin).minus(SECOND));
    assertThat(early.lost().toCompletableFuture()).isDone();
    assertThat(late.isHeld()).isTrue();
    time.advance(SECOND);
    assertThat(causeOf(late)).isEqualTo(EndCause.EXPIRED);
  }

  @Test
  void l9_a_machine_that_slept_loses_its_leases_as_suspended() {
    Lease lease = renewed();
    time.stepWall(Duration.ofMinutes(1));
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease).hasToString("mutex 'a' (token " + lease.token() + ") past its deadline");
    time.advance(TTL);
    assertThat(causeOf(lease)).isEqualTo(EndCause.SUSPENDED);
  }

  @Test
  void l9_a_process_that_did_not_run_loses_its_leases_as_suspended() {
    Lease lease = renewed();
    kit.node.disconnect();
    Lease shorter = new VirtualKit(time, server, "three").lock("b", ttl(SECOND));
    assertThat(shorter.isHeld()).isTrue();
    time.skip(TTL.multipliedBy(2));
    assertThat(causeOf(lease)).isEqualTo(EndCause.SUSPENDED);
  }

  @Test
  void l3_renewal_by_hand_counts_from_now() {
    Lease lease = renewed();
    time.advance(SECOND);
    lease.renew();
    assertThat(lease.remaining()).isEqualTo(TTL.minus(margin));
  }

  @Test
  void m9_a_fixed_lease_cannot_be_renewed() {
    Lease lease = fixed();
    assertThatThrownBy(lease::renew)
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("mutex 'a'")
        .hasMessageContaining("fixed");
  }

  @Test
  void m9_a_fixed_lease_ends_by_its_time_and_its_key_is_free_soon_after() {
    Lease lease = fixed();
    CompletableFuture<Lease> waiting = other.waitFor("a", ttl(TTL));
    time.advance(TTL.minus(margin).minusMillis(1));
    assertThat(lease.isHeld()).isTrue();
    time.advance(Duration.ofMillis(1));
    assertThat(causeOf(lease)).isEqualTo(EndCause.FIXED_TIME_OVER);
    time.advance(margin.plusMillis(250));
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void m9_a_fixed_lease_below_the_shortest_ttl_ends_by_what_was_asked() {
    Lease lease = kit.lock("a", ttl(Duration.ofMillis(20)).fixed());
    assertThat(lease.ttl()).isEqualTo(Duration.ofMillis(50));
    time.advance(Duration.ofMillis(20));
    assertThat(causeOf(lease)).isEqualTo(EndCause.FIXED_TIME_OVER);
    assertThat(now(other.tryLock("a", ttl(TTL)))).isPresent();
  }

  @Test
  void m9_a_fixed_lease_counts_from_the_call_however_long_the_grant_took() {
    kit.link().planNext(Fate.slow(SECOND, SECOND.dividedBy(2)), Question.GRANT);
    CompletableFuture<Lease> asked = kit.waitFor("a", ttl(TTL).fixed());
    time.advance(SECOND.multipliedBy(2));
    assertThat(now(asked).remaining()).isEqualTo(TTL.minus(margin).minus(SECOND.multipliedBy(2)));
  }

  @Test
  void m15_a_longest_hold_ends_a_lease_that_is_renewed() {
    Lease lease = kit.lock("a", ttl(TTL).maxHold(SECOND.multipliedBy(30)));
    time.advance(SECOND.multipliedBy(30).minusMillis(1));
    assertThat(lease.isHeld()).isTrue();
    time.advance(Duration.ofMillis(1));
    assertThat(causeOf(lease)).isEqualTo(EndCause.FIXED_TIME_OVER);
    assertThat(now(other.tryLock("a", ttl(TTL)))).isPresent();
  }

  @Test
  void m15_a_longest_hold_counts_from_the_grant_as_its_holder_sees_it() {
    kit.link().planNext(Fate.slow(SECOND, SECOND.dividedBy(2)), Question.GRANT);
    CompletableFuture<Lease> asked = kit.waitFor("a", ttl(TTL).maxHold(SECOND));
    time.advance(SECOND.multipliedBy(3).dividedBy(2));
    assertThat(now(asked).remaining()).isEqualTo(SECOND);
  }

  @Test
  void m15_the_nearer_of_two_own_ends_counts() {
    Lease lease = kit.lock("a", ttl(TTL).fixed().maxHold(SECOND));
    assertThat(lease.remaining()).isEqualTo(SECOND);
    Lease longer = kit.lock("b", ttl(TTL).fixed().maxHold(TTL.multipliedBy(2)));
    assertThat(longer.remaining()).isEqualTo(TTL.minus(margin));
  }

  @Test
  void l5_everybody_hears_the_end_once_and_who_comes_late_at_once() {
    Lease lease = renewed();
    List<LeaseEnd> heard = new ArrayList<>();
    List<LeaseEnd> closed = new ArrayList<>();
    lease.onEnd(heard::add);
    Registration gone = lease.onEnd(closed::add);
    gone.close();
    lease.release();
    lease.onEnd(heard::add);
    LeaseEnd end =
        new LeaseEnd(LeaseKind.MUTEX, "a", lease.token(), EndCause.RELEASED, Optional.empty());
    assertThat(heard).containsExactly(end, end);
    assertThat(closed).isEmpty();
    assertThat(lease.lost().toCompletableFuture()).as("a release is no loss").isNotDone();
  }

  @Test
  void l5_a_listener_that_throws_keeps_none_from_hearing() {
    Lease lease = renewed();
    List<LeaseEnd> heard = new ArrayList<>();
    lease.onEnd(
        end -> {
          throw new IllegalStateException("on purpose");
        });
    lease.onEnd(heard::add);
    lease.release();
    assertThat(heard).hasSize(1);
  }

  @Test
  void m5_releasing_twice_is_an_error_that_says_what_was_before() {
    Lease lease = renewed();
    lease.release();
    assertThat(server.records()).isZero();
    assertThatThrownBy(lease::release)
        .isInstanceOf(AlreadyUnlockedException.class)
        .hasMessageContaining("had been released before");
    assertThatThrownBy(lease::requireHeld)
        .isInstanceOf(AlreadyUnlockedException.class)
        .hasMessageContaining("had been released before");
    lease.close();
    assertThat(failed(lease.releaseAsync())).isInstanceOf(AlreadyUnlockedException.class);
  }

  @Test
  void m5_releasing_what_is_being_released_is_an_error() {
    Lease lease = renewed();
    kit.link().delayReplies(SECOND);
    CompletableFuture<Void> first = lease.releaseAsync();
    CompletableFuture<Void> second = lease.releaseAsync();
    assertThat(failed(second))
        .isInstanceOf(AlreadyUnlockedException.class)
        .hasMessageContaining("is being released by another call");
    time.advance(SECOND);
    assertThat(first).isCompleted();
  }

  @Test
  void m5_releasing_what_was_lost_is_an_error_that_says_how() {
    Lease lease = fixed();
    time.advance(TTL);
    assertThatThrownBy(lease::release)
        .isInstanceOf(AlreadyUnlockedException.class)
        .hasMessageContaining("was lost before (FIXED_TIME_OVER)");
  }

  @Test
  void m5_releasing_past_the_deadline_is_a_loss_though_no_timer_has_fired() {
    Lease lease = renewed();
    time.stepWall(Duration.ofMinutes(1));
    assertThatThrownBy(lease::release)
        .isInstanceOf(AlreadyUnlockedException.class)
        .hasMessageContaining("was lost before (SUSPENDED)");
    assertThat(causeOf(lease)).isEqualTo(EndCause.SUSPENDED);
  }

  @Test
  void m5_a_release_that_finds_the_record_gone_says_that_it_was_lost() {
    Lease lease = renewed();
    assertThat(server.delete("here", Node.mutex("a"))).isTrue();
    assertThatThrownBy(lease::release)
        .isInstanceOf(AlreadyUnlockedException.class)
        .hasMessageContaining("was lost before (REVOKED)");
    assertThat(causeOf(lease)).isEqualTo(EndCause.REVOKED);
  }

  @Test
  void m8_a_release_whose_answer_was_lost_succeeds_by_the_next() {
    Lease lease = renewed();
    kit.link().loseNextReply(Question.RELEASE);
    CompletableFuture<Void> released = lease.releaseAsync();
    assertThat(released).isNotDone();
    assertThat(lease.isHeld()).isFalse();
    time.advance(SECOND);
    assertThat(released).isCompleted();
    assertThat(kit.asked(Question.RELEASE)).isEqualTo(1);
    assertThat(kit.atomic.inUse()).as("but for its session").isLessThanOrEqualTo(1);
  }

  @Test
  void m4_a_release_that_cannot_reach_the_backend_fails_and_goes_on_in_the_background() {
    Lease lease = renewed();
    kit.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<Void> released = lease.releaseAsync();
    time.advance(SECOND.multipliedBy(2).minusMillis(1_000));
    assertThat(released).as("it is tried again").isNotDone();
    time.advance(SECOND);
    assertThat(failed(released)).isInstanceOf(BackendUnavailableException.class);
    assertThat(lease.isHeld()).isFalse();
    assertThat(server.records()).isEqualTo(1);
    kit.node.reconnect();
    time.advance(SECOND);
    assertThat(server.records()).isZero();
  }

  @Test
  void m4_closing_a_lease_that_cannot_be_released_throws_nothing() {
    Lease lease = renewed();
    server.delete("here", Node.mutex("a"));
    lease.close();
    assertThat(lease.isHeld()).isFalse();
    lease.close();
    Lease held = renewed();
    held.close();
    assertThat(server.records()).isZero();
  }

  @Test
  void m13_with_a_minimum_hold_the_key_stays_taken_so_long() {
    Lease lease = kit.lock("a", ttl(TTL).minHold(SECOND));
    time.advance(SECOND.dividedBy(4));
    lease.release();
    assertThat(lease.isHeld()).isFalse();
    time.advance(SECOND.dividedBy(4).multipliedBy(3).minusMillis(1));
    assertThat(now(other.tryLock("a", ttl(TTL)))).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(now(other.tryLock("a", ttl(TTL)))).isPresent();
  }

  @Test
  void m13_a_minimum_hold_longer_than_the_ttl_is_renewed_and_what_was_held_longer_goes_at_once() {
    Lease lease = kit.lock("a", ttl(TTL).minHold(TTL.multipliedBy(3)));
    lease.release();
    time.advance(TTL.multipliedBy(3).minusMillis(1));
    assertThat(server.records()).isEqualTo(1);
    time.advance(Duration.ofMillis(1));
    assertThat(server.records()).isZero();
    Lease longer = kit.lock("b", ttl(TTL).minHold(SECOND));
    time.advance(SECOND);
    longer.release();
    assertThat(server.records()).isZero();
  }

  @Test
  void m13_the_record_of_a_minimum_hold_may_be_lost_and_nobody_is_told() {
    List<LeaseEnd> heard = new ArrayList<>();
    Lease lease = kit.lock("a", ttl(TTL).minHold(TTL.multipliedBy(3)));
    lease.onEnd(heard::add);
    lease.release();
    server.delete("here", Node.mutex("a"));
    time.advance(TTL.multipliedBy(4));
    assertThat(heard).extracting(LeaseEnd::cause).containsExactly(EndCause.RELEASED);
    assertThat(kit.atomic.inUse()).isZero();
  }

  @Test
  void r1_the_same_identity_shares_a_lease_that_ends_with_its_last_release() {
    LockOptions mine = ttl(TTL).reentrant("me");
    Lease first = kit.lock("a", mine);
    Lease second = kit.lock("a", mine);
    Lease third = now(kit.waitFor("a", mine));
    assertThat(List.of(second.token(), third.token())).containsOnly(first.token());
    assertThat(kit.atomic.held()).hasSize(3);
    second.release();
    assertThatThrownBy(second::release).as("R4").isInstanceOf(AlreadyUnlockedException.class);
    first.release();
    assertThat(server.records()).isEqualTo(1);
    third.release();
    assertThat(server.records()).isZero();
  }

  @Test
  void r2_r3_another_identity_or_another_kit_does_not_re_enter() {
    LockOptions mine = ttl(TTL).reentrant("me");
    kit.lock("a", mine);
    assertThat(now(kit.tryLock("a", ttl(TTL)))).isEmpty();
    assertThat(now(kit.tryLock("a", ttl(TTL).reentrant("you")))).isEmpty();
    assertThat(now(other.tryLock("a", mine))).isEmpty();
    kit.lock("b");
    assertThat(now(kit.tryLock("b", mine))).isEmpty();
  }

  @Test
  void r4_loss_ends_all_who_share_it() {
    LockOptions mine = ttl(TTL).reentrant("me");
    List<Lease> shared = List.of(kit.lock("a", mine), kit.lock("a", mine));
    server.delete("here", Node.mutex("a"));
    time.advance(TTL);
    assertThat(shared).map(LeasesTest::causeOf).containsOnly(EndCause.REVOKED);
    assertThat(kit.lock("a", mine).token()).isGreaterThan(shared.get(0).token());
  }
}
