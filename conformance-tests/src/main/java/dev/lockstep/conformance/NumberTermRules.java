package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.EndCause;
import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockstepException;
import dev.lockstep.NumberLease;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** N2 and N4: how long a number is somebody's. */
abstract class NumberTermRules extends HeartbeatRules {
  static final String POOL = "workers";

  /** A kit whose numbers have a TTL to be waited for. */
  private Kit briefKit() {
    Duration ttl = shortTtl(bench().traits());
    return bench().kit(options -> options.lockDefaults(lasting().ttl(ttl)));
  }

  private Kit briefKit(Wire wire) {
    Duration ttl = shortTtl(bench().traits());
    return bench().kit(wire, options -> options.lockDefaults(lasting().ttl(ttl)));
  }

  private Kit steadyKit() {
    Duration ttl = shortTtl(bench().traits()).multipliedBy(2);
    return bench().kit(options -> options.lockDefaults(lasting().ttl(ttl)));
  }

  /** The only number of the pool, if it is free. */
  static Optional<NumberLease> tryAllocate(Kit kit) {
    try {
      return Optional.of(kit.allocateNumber(POOL, 1));
    } catch (LockstepException taken) {
      assertThat(taken.code()).isEqualTo(ErrorCode.NO_AVAILABLE_NUMBER);
      return Optional.empty();
    }
  }

  /** The only number of the pool, once it is free. */
  static NumberLease allocateSoon(Kit kit, Duration bound) {
    CompletableFuture<NumberLease> got = new CompletableFuture<>();
    Eventually.within(
        bound,
        "the number",
        () -> {
          tryAllocate(kit).ifPresent(got::complete);
          return got.isDone();
        });
    return got.join();
  }

  @Test
  @Rule("N2")
  @DisplayName("N2: a number is renewed while it is held, and is nobody else's meanwhile")
  final void n02_a_number_is_renewed_while_held() {
    Kit kit = steadyKit();
    Kit other = kit();
    NumberLease lease = kit.allocateNumber(POOL, 1);
    long token = lease.token();
    Eventually.throughout(
        lease.ttl().multipliedBy(3),
        "held by one",
        () -> lease.isHeld() && tryAllocate(other).isEmpty());
    assertHeld(lease);
    lease.renew();
    assertThat(lease.token()).isEqualTo(token);
    assertThat(lease.number()).isZero();
    assertThat(kit.held()).containsExactly(lease);
    assertThat(other.inspector().holders(LeaseKind.NUMBER))
        .singleElement()
        .satisfies(holder -> assertThat(holder.token()).isEqualTo(token));
  }

  @Test
  @Rule("N2")
  @DisplayName("N2: a number is free when release or close returned, and not released twice")
  final void n02_a_number_is_free_after_release_and_close() {
    Kit other = kit();
    Kit kit = kit();
    NumberLease released = kit.allocateNumber(POOL, 1);
    released.release();
    NumberLease next = other.allocateNumber(POOL, 1);
    assertLater(next, released);
    assertFails(ErrorCode.ALREADY_UNLOCKED, released::release);
    assertHeld(next);
    Eventually.answer(SOON, "the release", next.releaseAsync());
    NumberLease closed = kit.allocateNumber(POOL, 1);
    closed.close();
    closed.close();
    other.allocateNumber(POOL, 1).close();
    Kit closing = kit();
    NumberLease last = closing.allocateNumber(POOL, 1);
    closing.close();
    assertLater(other.allocateNumber(POOL, 1).token(), last.token());
  }

  @Test
  @Rule("N2")
  @DisplayName("N2: a living holder keeps its number, and that of a killed one is free in time")
  final void n02_the_number_of_a_killed_holder_is_free_in_time() {
    Kit other = kit();
    Node holder = bench().node(shortTtl(bench().traits()));
    NumberNode.Numbered number = new NumberNode(holder).allocate(POOL, 1);
    Eventually.pass(number.ttl());
    assertThat(tryAllocate(other)).as("a living holder keeps its number").isEmpty();
    long killed = holder.kill();
    Duration bound = standing(other, number.ttl()).plus(SLACK);
    NumberLease next = allocateSoon(other, bound.plus(SOON));
    assertTime("from the kill until the number is free", killed).isLessThan(bound);
    assertLater(next.token(), number.token());
  }

  @Test
  @Rule("N4")
  @DisplayName("N4: a holder that was cut off knows before anyone else gets its number")
  final void n04_a_holder_that_was_cut_off_knows_before_its_successor() {
    assertKnowsBeforeTheNext(Wire::cut);
  }

  @Test
  @Rule("N4")
  @DisplayName("N4: a holder in a black hole knows before anyone else gets its number")
  final void n04_a_holder_in_a_black_hole_knows_before_its_successor() {
    assertKnowsBeforeTheNext(Wire::blackHole);
  }

  private void assertKnowsBeforeTheNext(Consumer<Wire> fault) {
    Wire wire = bench().wire();
    Kit other = kit();
    NumberLease lease = briefKit(wire).allocateNumber(POOL, 1);
    Duration bound = standing(other, lease.ttl()).plus(SOON);
    Queue<LeaseEnd> heard = new ConcurrentLinkedQueue<>();
    lease.onEnd(heard::add);
    CompletableFuture<Boolean> knew =
        CompletableFuture.supplyAsync(
            () -> {
              allocateSoon(other, lease.ttl().plus(bound));
              return !lease.isHeld() && lease.lost().toCompletableFuture().isDone();
            },
            bench().threads());
    Eventually.pass(lease.ttl().dividedBy(2));
    assertHeld(lease);
    fault.accept(wire);
    assertThat(Eventually.answer(bound, "the successor", knew))
        .as("the holder knew when its number was granted to another")
        .isTrue();
    Eventually.within(SOON, "the listener heard", () -> heard.size() == 1);
    assertThat(heard.element().cause().isLoss()).isTrue();
    assertThat(heard.element().kind()).isEqualTo(LeaseKind.NUMBER);
    assertFails(ErrorCode.LEASE_LOST, lease::requireHeld);
    assertFails(
        ErrorCode.LEASE_LOST, () -> Eventually.answer(SOON, "the mark", lease.raiseMark(1)));
  }

  @Test
  @Rule("N4")
  @DisplayName("N4: a holder that was paused knows at its first look")
  final void n04_a_holder_that_was_paused_knows_at_once() {
    Kit other = kit();
    Node holder = bench().node(shortTtl(bench().traits()));
    NumberNode numbers = new NumberNode(holder);
    NumberNode.Numbered first = numbers.allocate(POOL, 1);
    assertThat(first.held()).isTrue();
    holder.freeze();
    NumberLease next = allocateSoon(other, standing(other, first.ttl()).plus(SOON));
    holder.thaw();
    assertThat(numbers.number(POOL).held()).as("held after the pause").isFalse();
    assertLater(next.token(), first.token());
    assertHeld(next);
  }

  @Test
  @Rule("N4")
  @DisplayName("N4: a number that the operator takes away is lost in time, and free")
  final void n04_a_revoked_number_is_lost_in_time() {
    Kit kit = briefKit();
    Kit operator = kit();
    NumberLease lease = kit.allocateNumber(POOL, 1);
    var holder = operator.inspector().holders(LeaseKind.NUMBER).get(0);
    assertThat(operator.inspector().revoke(holder)).isTrue();
    LeaseEnd end = Eventually.answer(lease.ttl().plus(SLACK), "the loss", lease.lost());
    assertThat(end.cause()).isEqualTo(EndCause.REVOKED);
    assertLater(operator.allocateNumber(POOL, 1).token(), lease.token());
  }
}
