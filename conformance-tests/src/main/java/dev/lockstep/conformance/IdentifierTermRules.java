package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockstepException;
import dev.lockstep.NumberLease;
import dev.lockstep.SnowflakeId;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G3: no identifier past the deadline of its machine number. */
abstract class IdentifierTermRules extends MarkRules {
  final Duration identifierTtl() {
    return shortTtl(bench().traits());
  }

  final Kit briefKit() {
    return bench().kit(options -> options.lockDefaults(lasting().ttl(identifierTtl())));
  }

  private Kit briefKit(Wire wire) {
    return bench().kit(wire, options -> options.lockDefaults(lasting().ttl(identifierTtl())));
  }

  static Lease machineLease(Kit kit) {
    return kit.held().stream()
        .filter(lease -> lease.kind() == LeaseKind.NUMBER)
        .findFirst()
        .orElseThrow();
  }

  /** Issues until the end of a time, or of that what may be issued; how that ended is returned. */
  static List<Long> issue(Kit kit, Duration time, ErrorCode mayFailWith) {
    List<Long> ids = new ArrayList<>();
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - until < 0) {
      try {
        ids.add(kit.nextId());
      } catch (LockstepException failed) {
        assertThat(failed.code()).isEqualTo(mayFailWith);
        break;
      }
    }
    return ids;
  }

  @Test
  @Rule("G3")
  @DisplayName("G3: a kit that was cut off issues nothing past the deadline of its number")
  final void g03_nothing_is_issued_past_the_deadline_of_a_number_that_was_cut_off() {
    Wire wire = bench().wire();
    Kit kit = FewMachines.of(briefKit(wire), 2, Ticker.system());
    kit.nextId();
    Lease lease = machineLease(kit);
    wire.blackHole();
    boolean failed = false;
    while (!failed) {
      boolean held = lease.isHeld();
      try {
        kit.nextId();
        assertThat(held).as("an identifier was issued by a number that is held").isTrue();
      } catch (LockstepException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
        failed = true;
      }
    }
    Eventually.within(lease.ttl().plus(SLACK), "its end", () -> !lease.isHeld());
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, kit::nextId);
    wire.heal();
    assertGoesOnWithANewNumber(kit, lease);
  }

  private static void assertGoesOnWithANewNumber(Kit kit, Lease before) {
    CompletableFuture<SnowflakeId> next = new CompletableFuture<>();
    Eventually.within(
        SOON,
        "an identifier",
        () -> {
          try {
            next.complete(kit.nextSnowflakeId());
          } catch (LockstepException notYet) {
            assertThat(notYet.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
          }
          return next.isDone();
        });
    NumberLease now = (NumberLease) machineLease(kit);
    assertThat(now).isNotSameAs(before);
    assertThat(next.join().machine()).isEqualTo(now.number());
    assertThat(before.isHeld()).isFalse();
  }

  @Test
  @Rule("G3")
  @DisplayName("G3: the deadline counts, not the timer that tells of it")
  final void g03_the_deadline_counts_when_timers_are_late() {
    SteppedClock clock = new SteppedClock();
    Kit kit = bench().kit(clock);
    kit.nextId();
    Lease lease = machineLease(kit);
    clock.stall();
    // The greater of monotonic and wall time counts (L9): the number is over, and nobody said so.
    clock.step(lease.ttl());
    assertThat(lease.isHeld()).isFalse();
    SnowflakeId next = kit.nextSnowflakeId();
    NumberLease now = (NumberLease) machineLease(kit);
    assertThat(now).isNotSameAs(lease);
    assertThat(next.machine()).isEqualTo(now.number());
    clock.goOn();
  }

  @Test
  @Rule("G3")
  @DisplayName("G3: a node that was paused past its deadline repeats nothing of its successor")
  final void g03_a_node_that_was_paused_issues_nothing_on_its_old_number() {
    Node paused = bench().node(identifierTtl());
    NumberNode node = new NumberNode(paused);
    List<Long> before = node.ids(1, 300);
    paused.freeze();
    Kit successor = FewMachines.of(kit(), 1, Ticker.system());
    List<Long> after = issueOnceFree(successor);
    CompletableFuture<List<Long>> meanwhile =
        node.node().later(() -> node.idsAsFarAsTheyGo(1, 300));
    paused.thaw();
    assertThat(Eventually.answer(SOON, "the paused node", meanwhile))
        .as("identifiers on a number that belongs to another")
        .isEmpty();
    after.addAll(issue(successor, Duration.ofMillis(100), ErrorCode.CLOCK_UNUSABLE));
    assertThat(after).isSorted().doesNotHaveDuplicates().allMatch(id -> id > last(before));
  }

  static long last(List<Long> ids) {
    return ids.get(ids.size() - 1);
  }

  /** Issues as soon as the only number is to be had and its mark is over. */
  static List<Long> issueOnceFree(Kit kit) {
    List<Long> ids = new ArrayList<>();
    Eventually.within(
        SOON,
        "identifiers of the next holder",
        () -> {
          try {
            ids.add(kit.nextId());
          } catch (LockstepException notYet) {
            assertThat(notYet.code()).isIn(ErrorCode.NO_AVAILABLE_NUMBER, ErrorCode.CLOCK_UNUSABLE);
          }
          return ids.size() >= 10;
        });
    return ids;
  }

  @Test
  @Rule("G3")
  @DisplayName("G3: when its number is taken away, a kit goes on with another")
  final void g03_a_kit_goes_on_with_another_number() {
    Kit kit = FewMachines.of(briefKit(), 2, Ticker.system());
    kit.nextId();
    Lease lease = machineLease(kit);
    Kit operator = kit();
    var holder = operator.inspector().holders(LeaseKind.NUMBER).get(0);
    assertThat(operator.inspector().revoke(holder)).isTrue();
    Eventually.answer(lease.ttl().plus(SLACK), "the loss", lease.lost());
    assertGoesOnWithANewNumber(kit, lease);
  }
}
