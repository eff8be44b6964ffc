package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockstepException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** F1 to F4: the token, which protects what a lock alone cannot. */
abstract class FencingRules extends HoldRules {
  @Test
  @Rule("F1")
  @DisplayName("F1: tokens rise over releases, expiry, hand-over, kills and operator deletions")
  final void f01_tokens_rise_whatever_ended_the_lease_before() {
    List<Kit> kits = List.of(kit(), kit(), kit());
    List<Long> tokens = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Lease lease = lock(kits.get(i % 3), lasting());
      tokens.add(lease.token());
      lease.release();
    }
    Kit kit = kits.get(0);
    Lease expiring = lock(kit, brief(kit).fixed());
    tokens.add(expiring.token());
    Lease after = lock(kits.get(1), lasting());
    tokens.add(after.token());
    handOver(after, kits.get(1), 20, tokens);
    Node doomed = bench().node();
    tokens.add(doomed.lock(KEY, brief(kit)).token());
    doomed.kill();
    lockAndLoseToTheOperator(kits.get(2), tokens);
    lockAndLoseToTheOperator(kits.get(0), tokens);
    Node last = bench().node();
    tokens.add(last.lock(KEY, lasting()).token());
    assertRising(tokens);
  }

  /** Waiters of the holder's own kit get it one after the other. */
  private static void handOver(Lease first, Kit kit, int times, List<Long> tokens) {
    List<CompletableFuture<Lease>> waiters = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      waiters.add(mutex(kit, lasting()).lockAsync());
    }
    first.release();
    for (CompletableFuture<Lease> waiter : waiters) {
      Lease lease = Eventually.answer(SOON, "a waiter", waiter);
      tokens.add(lease.token());
      lease.release();
    }
  }

  private void lockAndLoseToTheOperator(Kit kit, List<Long> tokens) {
    tokens.add(lock(kit, lasting()).token());
    assertThat(bench().backend().deleteLock(bench().namespace(), KEY)).isTrue();
  }

  private static void assertRising(List<Long> tokens) {
    assertThat(tokens)
        .as("tokens in the order of their grants")
        .allMatch(token -> token > 0, "positive")
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  @Rule("F1")
  @DisplayName("F1: tokens rise over a restart of the backend with its data")
  final void f01_tokens_rise_over_a_restart_with_data() {
    BackendUnderTest backend = bench().alone();
    Kit kit = kit();
    List<Long> tokens = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tokens.add(lockAfterOutage(kit).token());
      kit.held().forEach(Lease::close);
      tokens.add(lockAfterOutage(kit).token());
      backend.stop();
      kit.held().forEach(Lease::close);
      backend.start();
    }
    tokens.add(lockAfterOutage(kit()).token());
    assertRising(tokens);
  }

  private static Lease lockAfterOutage(Kit kit) {
    CompletableFuture<Lease> got = new CompletableFuture<>();
    Eventually.within(
        SOON,
        "the lock after an outage",
        () -> {
          try {
            mutex(kit, lasting()).tryLock().ifPresent(got::complete);
          } catch (LockstepException notYet) {
            assertThat(notYet.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
          }
          return got.isDone();
        });
    return got.join();
  }

  @Test
  @Rule("F2")
  @DisplayName("F2: the token is known with the lock, is in the record, and stays over renewals")
  final void f02_the_token_is_known_and_constant() {
    Kit kit = kit();
    Kit other = kit();
    Lease lease = lock(kit, steady(kit));
    long token = lease.token();
    assertThat(token).isPositive();
    assertThat(tokenInTheRecord(other))
        .as("the token in the record, at the grant")
        .isEqualTo(token);
    lease.renew();
    assertHeldFor(lease.ttl(), lease);
    assertThat(lease.token()).as("the token of the lease after renewals").isEqualTo(token);
    assertThat(tokenInTheRecord(other)).as("the token in the record after them").isEqualTo(token);
    lease.release();
    assertThat(lease.token()).as("the token after the release").isEqualTo(token);
  }

  private static long tokenInTheRecord(Kit kit) {
    return mutex(kit, lasting()).holder().orElseThrow().token();
  }

  @Test
  @Rule("F3")
  @DisplayName("F3: a paused holder writes to the unguarded resource, and not to the guarded one")
  final void f03_a_guarded_resource_refuses_a_paused_holder() {
    GuardedResource guarded = new GuardedResource(true);
    GuardedResource unguarded = new GuardedResource(false);
    Kit other = kit();
    Node holder = bench().node();
    Grant first = holder.lock(KEY, brief(other));
    boolean checked = holder.held(KEY).held();
    assertThat(checked).as("the holder looked before it was paused").isTrue();
    holder.freeze();
    Lease second = lock(other, lasting());
    assertThat(guarded.write(second.token())).isTrue();
    assertThat(unguarded.write(second.token())).isTrue();
    holder.thaw();
    // It looked before, and now it writes: what no lock can prevent.
    assertThat(guarded.write(first.token())).as("a write of an earlier holder").isFalse();
    assertThat(unguarded.write(first.token())).isTrue();
    assertThat(guarded.wasOverwrittenByAnEarlierHolder()).isFalse();
    assertThat(unguarded.wasOverwrittenByAnEarlierHolder())
        .as("without the guard the same schedule does harm")
        .isTrue();
    assertThat(holder.held(KEY).held()).isFalse();
  }

  @Test
  @Rule("F4")
  @DisplayName("F4: after a flush no smaller token is issued, by kits that were there and new ones")
  final void f04_no_smaller_token_after_a_flush() {
    bench().alone();
    Kit before = kit();
    List<Long> tokens = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (int grants = 0; grants < 50; grants++) {
        Lease lease = lock(before, lasting());
        tokens.add(lease.token());
        lease.release();
      }
      bench().flush();
      Lease old = lockAfterOutage(before);
      tokens.add(old.token());
      old.release();
      bench().flush();
      Lease fresh = lockAfterOutage(kit());
      tokens.add(fresh.token());
      fresh.release();
    }
    assertRising(tokens);
  }
}
