package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.Action;
import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LeaseLostException;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** U1: an action under a lock. */
abstract class ConvenienceRules extends SecretRules {
  @Test
  @Rule("U1")
  @DisplayName("U1: mutexDo runs its action once, under a valid lease, and leaves the lock free")
  final void u01_an_action_runs_once_under_a_valid_lease() {
    Kit kit = kit();
    Kit other = kit();
    AtomicInteger runs = new AtomicInteger();
    Action<RuntimeException> action =
        lease -> {
          runs.incrementAndGet();
          assertHeld(lease);
          assertThat(lease.key()).isEqualTo(KEY);
          assertThat(other.mutex(KEY).holder().orElseThrow().token()).isEqualTo(lease.token());
        };
    kit.mutexDo(KEY, action);
    kit.mutexDo(KEY, lasting(), action);
    assertThat(kit.mutexTryDo(KEY, action)).isTrue();
    assertThat(kit.mutexTryDo(KEY, lasting(), action)).isTrue();
    assertThat(runs).as("how often four actions ran").hasValue(4);
    assertFree(other);
  }

  @Test
  @Rule("U1")
  @DisplayName("U1: without the lock the action does not run, whatever the reason")
  final void u01_without_the_lock_the_action_does_not_run() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Lease held = lock(kit(), lasting());
    AtomicInteger runs = new AtomicInteger();
    Action<RuntimeException> action = lease -> runs.incrementAndGet();
    LockOptions impatient = lasting().maxWait(Duration.ofMillis(100));
    assertFails(ErrorCode.LOCK_NOT_ACQUIRED, () -> kit.mutexDo(KEY, impatient, action));
    assertThat(kit.mutexTryDo(KEY, action)).isFalse();
    assertThat(kit.mutexTryDo(KEY, lasting(), action)).isFalse();
    Thread.currentThread().interrupt();
    assertFails(ErrorCode.OPERATION_INTERRUPTED, () -> kit.mutexDo(KEY, action));
    assertThat(Thread.interrupted()).isTrue();
    held.release();
    wire.blackHole();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> kit.mutexDo(KEY, action));
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> kit.mutexTryDo(KEY, action));
    kit.close();
    assertFails(ErrorCode.KIT_CLOSED, () -> kit.mutexDo(KEY, action));
    assertThat(runs).hasValue(0);
  }

  @Test
  @Rule("U1")
  @DisplayName("U1: without options mutexDo waits at most the default TTL")
  final void u01_without_options_it_waits_for_the_default_ttl() {
    lock(kit(), lasting());
    Duration ttl = Duration.ofSeconds(2);
    Kit kit = bench().kit(options -> options.lockDefaults(LockOptions.defaults().ttl(ttl)));
    long asked = System.nanoTime();
    CompletableFuture<Void> action =
        CompletableFuture.runAsync(() -> kit.mutexDo(KEY, lease -> {}), bench().threads());
    assertFails(ErrorCode.LOCK_NOT_ACQUIRED, () -> Eventually.answer(SOON, "the action", action));
    assertThat(since(asked)).isBetween(ttl.minus(SLACK), ttl.plus(SLACK).plus(SLACK));
  }

  @Test
  @Rule("U1")
  @DisplayName("U1: a lease that ended before its action makes it LeaseLost")
  final void u01_a_lease_that_ended_before_its_action_is_lease_lost() {
    Kit kit = kit();
    Kit operator = kit();
    AtomicInteger runs = new AtomicInteger();
    Action<RuntimeException> revoked =
        lease -> {
          runs.incrementAndGet();
          operator.inspector().holders(LeaseKind.MUTEX).forEach(operator.inspector()::revoke);
          Eventually.answer(SOON, "the loss", lease.lost());
        };
    assertFails(ErrorCode.LEASE_LOST, () -> kit.mutexDo(KEY, brief(kit), revoked));
    assertFails(ErrorCode.LEASE_LOST, () -> kit.mutexTryDo(KEY, brief(kit), revoked));
    LockOptions fixed = brief(kit).fixed();
    assertFails(
        ErrorCode.LEASE_LOST,
        () -> kit.mutexDo(KEY, fixed, lease -> Eventually.answer(SOON, "the end", lease.lost())));
    assertThat(runs).hasValue(2);
    // The record of a fixed lease may stand a little longer than the lease (M9).
    Eventually.within(SOON, "free", () -> !mutex(operator, lasting()).isLocked());
    assertFree(operator);
    assertFails(ErrorCode.LEASE_LOST, () -> kit.mutexDo(KEY, lease -> kit.close()));
    assertFree(operator);
  }

  @Test
  @Rule("U1")
  @DisplayName("U1: the action's own exception wins, and bears the loss")
  final void u01_the_actions_own_exception_wins_and_bears_the_loss() {
    Kit kit = kit();
    Exception own = new Exception("of the action itself, on purpose");
    assertThat(
            catchThrowable(
                () ->
                    kit.mutexDo(
                        KEY,
                        lease -> {
                          throw own;
                        })))
        .isSameAs(own);
    assertThat(own.getSuppressed()).isEmpty();
    assertFree(kit);
    assertThat(
            catchThrowable(
                () ->
                    kit.mutexDo(
                        KEY,
                        brief(kit).fixed(),
                        lease -> {
                          Eventually.answer(SOON, "the end", lease.lost());
                          throw own;
                        })))
        .isSameAs(own);
    assertThat(own.getSuppressed()).singleElement().isInstanceOf(LeaseLostException.class);
  }

  @Test
  @Rule("U1")
  @DisplayName("U1: actions of many exclude each other, and run once though replies are lost")
  final void u01_actions_exclude_each_other_and_run_once() throws Exception {
    int[] unguarded = new int[1];
    AtomicInteger done = new AtomicInteger();
    List<Future<?>> contenders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Wire wire = bench().wire();
      Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(1)));
      contenders.add(
          bench()
              .threads()
              .submit(
                  () -> {
                    for (int turn = 0; turn < 25; turn++) {
                      if (turn % 8 == 5) {
                        wire.loseNextReply();
                      }
                      if (ran(kit, () -> unguarded[0]++)) {
                        done.incrementAndGet();
                      }
                    }
                  }));
    }
    for (Future<?> contender : contenders) {
      contender.get();
    }
    assertThat(done).as("actions that ran").hasValueGreaterThan(50);
    assertThat(unguarded[0]).as("increments, of as many actions").isEqualTo(done.get());
  }

  /** Whether the action ran; it must not have run more than once. */
  private static boolean ran(Kit kit, Runnable action) {
    AtomicInteger runs = new AtomicInteger();
    try {
      kit.mutexDo(
          KEY,
          lasting(),
          lease -> {
            runs.incrementAndGet();
            action.run();
          });
    } catch (LockstepException unreachable) {
      assertThat(unreachable.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
    }
    assertThat(runs.get()).isLessThanOrEqualTo(1);
    return runs.get() == 1;
  }
}
