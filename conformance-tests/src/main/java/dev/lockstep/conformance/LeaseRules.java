package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.EndCause;
import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.Traits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** L1, L3, L8 to L10: what a deadline counts from, and what moves it. */
abstract class LeaseRules extends ConformanceBase {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  @Rule("L1")
  @DisplayName("L1: the deadline of a grant counts from before its sending, not from its answer")
  final void l01_a_grant_counts_from_its_sending() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    assertFree(kit);
    Duration late = Duration.ofMillis(400);
    wire.delayReplies(late);
    Lease lease = lock(kit, LockOptions.defaults().ttl(Duration.ofSeconds(10)));
    assertCountsFromSending(kit, lease, late);
  }

  @Test
  @Rule("L1")
  @DisplayName("L1: the deadline of a renewal counts from before its sending, not from its answer")
  final void l01_a_renewal_counts_from_its_sending() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Lease lease = lock(kit, LockOptions.defaults().ttl(Duration.ofSeconds(10)));
    Duration late = Duration.ofMillis(400);
    wire.delayReplies(late);
    lease.renew();
    assertCountsFromSending(kit, lease, late);
  }

  private static void assertCountsFromSending(Kit kit, Lease lease, Duration late) {
    Duration life = lease.validity().minus(kit.traits().safetyMargin(lease.validity()));
    // The clocks of the backend's delays are coarse by a few milliseconds.
    assertThat(lease.remaining())
        .as("what is left of a lease whose confirmation came late")
        .isLessThan(life.minus(late).plusMillis(20))
        .isGreaterThan(life.dividedBy(2));
  }

  @Test
  @Rule("L1")
  @DisplayName("L1: a grant that joined other leases of its kit lasts no longer than its record")
  final void l01_a_grant_that_joins_other_leases_lasts_no_longer_than_its_record() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Kit other = kit();
    LockOptions steady = steady(kit);
    Requests requests = bench().requests();
    Lease second;
    int part = 5;
    while (true) {
      int renewals = requests.renewals().size();
      Lease first = kit.mutex("another").with(steady).lock();
      // Late enough to tell the two apart, and before the first renewal.
      Eventually.pass(first.validity().dividedBy(part));
      second = lock(kit, steady);
      wire.blackHole();
      if (requests.renewals().size() == renewals) {
        break;
      }
      // Renewed sooner, or a machine that stood still meanwhile: now the two would end alike.
      part = Math.min(part + 1, 8);
      wire.heal();
      second.release();
      first.release();
    }
    Lease joined = second;
    CompletableFuture<Boolean> over =
        CompletableFuture.supplyAsync(
            () -> {
              lock(other, lasting());
              return !joined.isHeld();
            },
            bench().threads());
    assertThat(Eventually.answer(PATIENCE, "the next holder", over))
        .as("the second lease of its kit was over when its key had another holder")
        .isTrue();
  }

  @Test
  @Rule("L3")
  @DisplayName("L3: renewal starts no later than a third of V")
  final void l03_renewal_starts_by_a_third_of_the_validity() {
    Kit kit = kit();
    Lease lease = lock(kit, LockOptions.defaults().ttl(Duration.ofSeconds(3)));
    Requests requests = bench().requests();
    Eventually.within(SOON, "three renewals", () -> requests.renewals().size() >= 3);
    Duration life = lease.validity().minus(kit.traits().safetyMargin(lease.validity()));
    Duration least = life.minus(lease.validity().dividedBy(3)).minus(SLACK.dividedBy(2));
    assertThat(requests.renewals())
        .allSatisfy(
            renewal ->
                assertThat(renewal.left())
                    .as("what was left when a renewal was sent")
                    .isGreaterThan(least));
    lease.release();
  }

  @Test
  @Rule("L3")
  @DisplayName("L3: a renewal that failed is tried again until the deadline, and is no loss")
  final void l03_a_failed_renewal_is_no_loss() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Duration least = Duration.ofSeconds(4);
    Duration brief = shortTtl(kit.traits());
    Lease lease = lock(kit, LockOptions.defaults().ttl(brief.compareTo(least) > 0 ? brief : least));
    Duration validity = lease.validity();
    Duration outage = validity.dividedBy(5).multipliedBy(2);
    // As a fresh lease has (L10): where the sending before counts, one renewal is too little.
    Duration enough =
        validity.multipliedBy(2).dividedBy(3).minus(kit.traits().safetyMargin(validity));
    for (int i = 0; i < 3; i++) {
      wire.cut();
      Eventually.throughout(outage, "held while cut off", lease::isHeld);
      wire.heal();
      int before = bench().requests().renewals().size();
      Eventually.within(
          SOON,
          "renewed again",
          () ->
              bench().requests().renewals().size() > before
                  && lease.remaining().compareTo(enough) >= 0);
    }
    assertThat(lease.isHeld()).isTrue();
    lease.release();
  }

  @Test
  @Rule("L3")
  @DisplayName("L3: an answer that says gone is a loss at once")
  final void l03_an_answer_that_says_gone_is_a_loss_at_once() {
    Kit kit = kit();
    Lease lease = lock(kit, lasting());
    assertThat(bench().backend().deleteLock(bench().namespace(), KEY)).isTrue();
    assertFails(ErrorCode.LEASE_LOST, lease::renew);
    assertThat(lease.isHeld()).isFalse();
    LeaseEnd end = Eventually.answer(SOON, "the loss", lease.lost());
    assertThat(end.cause()).isEqualTo(EndCause.REVOKED);
  }

  @Test
  @Rule("L8")
  @DisplayName("L8: renewals that were confirmed after the deadline revive nothing")
  final void l08_a_late_confirmation_revives_nothing() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(10)));
    Lease lease = lock(kit, brief(kit));
    wire.delayReplies(lease.ttl().multipliedBy(2));
    Eventually.answer(SOON, "the loss", lease.lost());
    assertThat(lease.isHeld()).isFalse();
    Eventually.throughout(
        lease.ttl().multipliedBy(3), "late answers revive nothing", () -> !lease.isHeld());
    wire.heal();
    Lease next = lock(kit(), lasting());
    assertLater(next, lease);
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  @Rule("L8")
  @DisplayName("L8: the same when timers were late too, and did not end the lease before")
  final void l08_a_late_confirmation_revives_nothing_when_timers_are_late() {
    SteppedClock clock = new SteppedClock();
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, clock);
    LockOptions steady = steady(kit);
    Lease lease = lock(kit, steady);
    long granted = System.nanoTime();
    long ttl = lease.ttl().toNanos();
    // A renewal leaves at a third, and is answered between the old deadline and the one it brings.
    wire.delayReplies(Duration.ofNanos(ttl * 3 / 4));
    Eventually.untilNanos(granted + ttl / 2);
    clock.stall();
    Eventually.untilNanos(granted + ttl);
    assertThat(lease.isHeld()).as("held at its deadline").isFalse();
    Eventually.untilNanos(granted + ttl * 9 / 8);
    clock.goOn();
    Eventually.throughout(
        Duration.ofNanos(ttl / 2), "a late answer revives nothing", () -> !lease.isHeld());
  }

  @Test
  @Rule("L8")
  @DisplayName("L8: a confirmation that came late extends only to its own sending plus V")
  final void l08_a_late_confirmation_extends_to_its_own_sending_plus_validity() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(10)));
    Lease lease = lock(kit, LockOptions.defaults().ttl(Duration.ofSeconds(8)));
    // One renewal may take a quarter of V before it is asked again.
    Duration late = lease.validity().dividedBy(6);
    wire.delayReplies(late);
    Duration life = lease.validity().minus(kit.traits().safetyMargin(lease.validity()));
    for (int i = 0; i < 3; i++) {
      lease.renew();
      assertThat(lease.remaining())
          .as("what is left of %s after a confirmation that came %s late", life, late)
          .isLessThanOrEqualTo(life.minus(late).plusMillis(20));
    }
    wire.heal();
    lease.release();
  }

  @Test
  @Rule("L8")
  @DisplayName(
      "L8: a grant whose answer came after its own deadline is no grant, and is given back")
  final void l08_a_grant_that_came_after_its_deadline_is_given_back() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(10)));
    assertFree(kit);
    Duration ttl = shortTtl(kit.traits());
    wire.delayReplies(ttl.plusMillis(300));
    Optional<Lease> lease;
    try {
      lease = mutex(kit, LockOptions.defaults().ttl(ttl)).tryLock();
    } catch (LockstepException tooLate) {
      assertThat(tooLate.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
      lease = Optional.empty();
    }
    assertThat(lease).as("a lease that was over when it came").isEmpty();
    wire.heal();
    Kit other = kit();
    Eventually.within(
        standing(other, ttl).plus(SLACK), "free", () -> !mutex(other, lasting()).isLocked());
    assertThat(kit.held()).isEmpty();
  }

  @Test
  @Rule("L9")
  @DisplayName("L9: a wall clock set forward ends a lease, as a machine does that was suspended")
  final void l09_a_wall_clock_set_forward_ends_a_lease() {
    SteppedClock clock = new SteppedClock();
    Kit kit = bench().kit(clock);
    Lease lease = lock(kit, lasting());
    assertThat(lease.isHeld()).isTrue();
    clock.step(LONG.plusSeconds(1));
    assertThat(lease.isHeld()).as("held after the step").isFalse();
    assertThat(lease.remaining()).as("what is left of a lost lease").isZero();
    assertFails(ErrorCode.LEASE_LOST, lease::requireHeld);
  }

  @Test
  @Rule("L4")
  @DisplayName("L4: what was past once stays past, though the wall clock is set back afterwards")
  final void l04_what_was_past_stays_past() {
    SteppedClock clock = new SteppedClock();
    Kit kit = bench().kit(clock);
    Lease lease = lock(kit, lasting());
    clock.step(LONG.plusSeconds(1));
    assertThat(lease.isHeld()).as("held after its time").isFalse();
    clock.step(LONG.plusSeconds(1).negated());
    assertThat(lease.isHeld()).as("held again, since the clock was set back").isFalse();
    assertThat(lease.remaining()).as("what is left of a lost lease").isZero();
    assertFails(ErrorCode.LEASE_LOST, lease::requireHeld);
    Eventually.answer(SOON, "the loss", lease.lost());
  }

  @Test
  @Rule("L9")
  @DisplayName("L9: a wall clock that was set back changes nothing")
  final void l09_a_wall_clock_set_back_changes_nothing() {
    SteppedClock clock = new SteppedClock();
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, clock);
    Lease lease = lock(kit, steady(kit));
    clock.step(HOUR.negated());
    assertHeldFor(lease.ttl(), lease);
    wire.blackHole();
    long before = System.nanoTime();
    Eventually.within(
        lease.ttl().plus(SLACK),
        "not held once V is over, though the wall clock was set back",
        () -> !lease.isHeld());
    assertThat(since(before)).as("the step lengthened nothing").isLessThan(lease.ttl());
  }

  @Test
  @Rule("L10")
  @DisplayName("L10: a lease tells its effective TTL and its V, and both are constant")
  final void l10_ttl_and_validity_are_told_and_constant() {
    Kit kit = kit();
    Traits traits = kit.traits();
    List<Duration> asked = new ArrayList<>();
    asked.add(traits.minTtl().dividedBy(2));
    asked.add(shortTtl(traits));
    asked.add(Duration.ofSeconds(30));
    asked.add(traits.maxTtl().multipliedBy(2));
    for (Duration ttl : asked) {
      Lease lease = inTime(ttl, () -> lock(kit, LockOptions.defaults().ttl(ttl)));
      Duration told = lease.ttl();
      Duration validity = lease.validity();
      assertThat(told).as("the TTL that it tells").isBetween(traits.minTtl(), traits.maxTtl());
      if (ttl.compareTo(traits.minTtl()) >= 0 && ttl.compareTo(traits.maxTtl()) <= 0) {
        assertThat(told)
            .as("the TTL that it tells")
            .isBetween(ttl, ttl.plus(traits.ttlGranularity()));
      }
      assertThat(validity).as("V").isPositive().isLessThanOrEqualTo(told);
      Duration life = validity.minus(traits.safetyMargin(validity));
      assertThat(lease.remaining())
          .as("what is left of a fresh lease")
          .isGreaterThan(
              validity
                  .multipliedBy(2)
                  .dividedBy(3)
                  .minus(traits.safetyMargin(validity))
                  .minus(SLACK))
          .isLessThanOrEqualTo(life);
      if (ttl.compareTo(traits.minTtl()) >= 0) { // Else it may be over before it is renewed.
        lease.renew();
        assertThat(lease.ttl()).as("the TTL after a renewal").isEqualTo(told);
        assertThat(lease.validity()).as("V after a renewal").isEqualTo(validity);
      }
      lease.close();
      assertThat(lease.ttl()).as("the TTL after the release").isEqualTo(told);
      assertThat(lease.validity()).as("V after the release").isEqualTo(validity);
    }
  }
}
