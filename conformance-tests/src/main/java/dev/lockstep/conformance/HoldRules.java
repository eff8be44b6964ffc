package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.DistributedMutex;
import dev.lockstep.EndCause;
import dev.lockstep.ErrorCode;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LockOptions;
import dev.lockstep.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** M9 to M15: how long a lock is held, what others see of it, and how it is given up. */
abstract class HoldRules extends MutexRules {
  private static final int MOST_METADATA = 4096;

  @Test
  @Rule("M9")
  @DisplayName("M9: by default a lease is renewed while it is held")
  final void m09_a_lease_is_renewed_while_held() {
    Kit kit = kit();
    Lease lease = lock(kit, steady(kit));
    assertHeldFor(lease.ttl().multipliedBy(3), lease);
    assertTaken(kit());
    lease.release();
  }

  @Test
  @Rule("M9")
  @DisplayName("M9: a fixed lease ends by TTL minus margin, and its key is free by TTL + 250 ms")
  final void m09_the_end_of_a_fixed_lease_never_moves() {
    Kit kit = kit();
    assertEndsOnTime(kit, shortTtl(kit.traits()));
  }

  @Test
  @Rule("M9")
  @DisplayName("M9: the same for a TTL below the shortest of the backend")
  final void m09_a_fixed_lease_below_the_shortest_ttl_ends_on_time() {
    Kit kit = kit();
    assertEndsOnTime(kit, kit.traits().minTtl().dividedBy(2));
  }

  @Test
  @Rule("M9")
  @DisplayName("M9: the same for a TTL of which the backend sees several renewals")
  final void m09_a_fixed_lease_with_renewals_underneath_ends_on_time() {
    Kit kit = kit();
    Lease anchor = kit.mutex("another").with(steady(kit)).lock();
    assertEndsOnTime(kit, shortTtl(kit.traits()).multipliedBy(3));
    assertHeld(anchor);
  }

  private void assertEndsOnTime(Kit kit, Duration ttl) {
    Kit other = kit();
    assertFree(other);
    DistributedMutex mutex = mutex(kit, LockOptions.defaults().ttl(ttl).fixed());
    long[] called = new long[1];
    Lease lease =
        inTime(
            ttl,
            () -> {
              called[0] = System.nanoTime();
              return mutex.lock();
            });
    long returned = System.nanoTime();
    assertFails(ErrorCode.INVALID_OPTION, lease::renew);
    LeaseEnd end = Eventually.answer(ttl.plus(SLACK), "the end", lease.lost());
    assertThat(end.cause()).isEqualTo(EndCause.FIXED_TIME_OVER);
    Duration margin = kit.traits().safetyMargin(ttl);
    Eventually.untilNanos(called[0] + ttl.minus(margin).toNanos());
    assertThat(lease.isHeld()).as("held after TTL minus margin").isFalse();
    Eventually.untilNanos(returned + ttl.plusMillis(250).toNanos());
    assertFree(other);
  }

  @Test
  @Rule("M10")
  @DisplayName("M10: a waiting competitor has the lock in time after SIGKILL of the holder")
  final void m10_a_waiting_competitor_gets_the_lock_of_a_killed_holder() {
    Kit other = kit();
    Node holder = bench().node();
    Node waiting = bench().node();
    Grant grant = holder.lock(KEY, brief(other));
    CompletableFuture<Lease> here = mutex(other, lasting()).lockAsync();
    CompletableFuture<Grant> there = waiting.lockLater(KEY, lasting());
    Eventually.throughout(grant.ttl(), "they wait", () -> !here.isDone() && !there.isDone());
    long killed = holder.kill();
    Duration bound = standing(other, grant.ttl()).plus(SLACK);
    CompletableFuture<Object> first = CompletableFuture.anyOf(here, there);
    Eventually.answer(bound, "one of them", first);
    assertTime("from the kill until a waiter has the lock", killed).isLessThan(bound);
    if (here.isDone()) {
      here.join().release();
      assertThat(Eventually.answer(SOON, "the other", there).token()).isPositive();
    } else {
      waiting.release(KEY);
      assertThat(Eventually.answer(SOON, "the other", here).token()).isPositive();
    }
  }

  @Test
  @Rule("M11")
  @DisplayName("M11: acquisitions of one kit exclude each other, also through one mutex object")
  final void m11_acquisitions_of_one_process_exclude_each_other() throws Exception {
    Kit kit = kit();
    DistributedMutex mutex = mutex(kit, lasting());
    Lease lease = mutex.lock();
    assertThat(mutex.tryLock()).as("tryLock through the mutex object that has the lock").isEmpty();
    assertTaken(kit);
    CompletableFuture<Lease> waiter = mutex.lockAsync();
    Eventually.throughout(Duration.ofMillis(300), "it waits", () -> !waiter.isDone());
    lease.release();
    Lease second = Eventually.answer(SOON, "the waiter", waiter);
    assertThat(second.token()).as("the next token").isGreaterThan(lease.token());
    second.release();
    int[] unguarded = new int[1];
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(CompletableFuture.runAsync(() -> count(mutex, unguarded), bench().threads()));
    }
    for (CompletableFuture<Void> thread : threads) {
      Eventually.answer(SOON, "a thread", thread);
    }
    assertThat(unguarded[0]).as("increments under the lock").isEqualTo(8 * 50);
  }

  @SuppressWarnings("ThreadPriorityCheck") // It only makes a wrong lock likelier to be seen.
  private static void count(DistributedMutex mutex, int[] unguarded) {
    for (int i = 0; i < 50; i++) {
      try (Lease lease = mutex.lock()) {
        int count = unguarded[0];
        Thread.yield();
        unguarded[0] = count + 1;
      }
    }
  }

  @Test
  @Rule("M12")
  @DisplayName("M12: others read the metadata, the owner, the token and the time of the grant")
  final void m12_others_read_the_metadata() {
    Kit kit = bench().kit(options -> options.nodeKey("the-owner"));
    Kit other = kit();
    assertThat(mutex(other, lasting()).holder()).isEmpty();
    Instant before = Instant.now().minusSeconds(1);
    byte[] most = new byte[MOST_METADATA];
    most[17] = (byte) 200;
    Lease lease = lock(kit, lasting().metadata(Metadata.of(most)));
    Holder holder = mutex(other, lasting()).holder().orElseThrow();
    assertThat(holder.metadata().bytes()).as("the metadata that others read").isEqualTo(most);
    assertThat(holder.nodeKey()).as("the owner").isEqualTo("the-owner");
    assertThat(holder.key()).as("the key").isEqualTo(KEY);
    assertThat(holder.token()).as("the token that others read").isEqualTo(lease.token());
    assertThat(holder.since())
        .as("the time of the grant")
        .isBetween(before, Instant.now().plusSeconds(1));
    lease.release();
    assertThat(mutex(other, lasting()).holder()).isEmpty();
  }

  @Test
  @Rule("M12")
  @DisplayName("M12: by default host, pid and thread; more than 4 KiB is refused")
  final void m12_metadata_has_a_default_and_a_limit() {
    Kit kit = kit();
    Lease lease = lock(kit, lasting());
    String text = mutex(kit(), lasting()).holder().orElseThrow().metadata().text();
    assertThat(text)
        .contains(Long.toString(ProcessHandle.current().pid()))
        .contains(Thread.currentThread().getName());
    lease.release();
    byte[] tooMuch = new byte[MOST_METADATA + 1];
    assertFails(
        ErrorCode.INVALID_OPTION, () -> lock(kit, lasting().metadata(Metadata.of(tooMuch))));
    assertFree(kit);
  }

  @Test
  @Rule("M13")
  @DisplayName("M13: with a minimum hold the key stays taken until that time since the grant")
  final void m13_the_key_stays_taken_for_the_minimum_hold() {
    Duration least = Duration.ofMillis(1500);
    Kit kit = kit();
    Kit other = kit();
    long called = System.nanoTime();
    Lease lease = lock(kit, brief(kit).minHold(least));
    long returned = System.nanoTime();
    lease.release();
    assertThat(lease.isHeld()).isFalse();
    assertTaken(other);
    assertTaken(kit);
    Lease next = Eventually.answer(SOON, "the next", mutex(other, lasting()).lockAsync());
    assertTime("from the call until somebody else has it", called)
        .isGreaterThanOrEqualTo(least.minusMillis(5));
    assertTime("from the grant until somebody else has it", returned).isLessThan(least.plus(SLACK));
    assertLater(next, lease);
  }

  @Test
  @Rule("M13")
  @DisplayName("M13: close ends a minimum hold")
  final void m13_close_ends_a_minimum_hold() {
    Kit kit = kit();
    lock(kit, lasting().minHold(LONG)).release();
    Kit other = kit();
    assertTaken(other);
    kit.close();
    assertFree(other);
  }

  @Test
  @Rule("M14")
  @DisplayName("M14: an interrupted thread releases, and its flag stays set")
  final void m14_an_interrupted_thread_releases() {
    Kit kit = kit();
    Kit other = kit();
    for (int i = 0; i < 5; i++) {
      Lease released = lock(kit, lasting());
      CompletableFuture<Boolean> flag =
          CompletableFuture.supplyAsync(
              () -> {
                Thread.currentThread().interrupt();
                released.release();
                return Thread.interrupted();
              },
              bench().threads());
      assertThat(Eventually.answer(SOON, "the release", flag)).isTrue();
      assertFree(other);
      Lease closed = lock(kit, lasting());
      CompletableFuture<Boolean> again =
          CompletableFuture.supplyAsync(
              () -> {
                Thread.currentThread().interrupt();
                closed.close();
                return Thread.interrupted();
              },
              bench().threads());
      assertThat(Eventually.answer(SOON, "the close", again)).isTrue();
      assertFree(other);
    }
  }

  @Test
  @Rule("M14")
  @DisplayName("M14: a release that was cancelled is carried out")
  final void m14_a_cancelled_release_is_carried_out() {
    Kit kit = kit();
    Kit other = kit();
    for (int i = 0; i < 10; i++) {
      Lease lease = lock(kit, lasting());
      lease.releaseAsync().cancel(true);
      assertThat(lease.isHeld()).as("held after a release that was cancelled").isFalse();
      Eventually.within(SOON, "free", () -> !mutex(other, lasting()).isLocked());
    }
  }

  @Test
  @Rule("M14")
  @DisplayName("M14: a release whose call timeout expired is carried out")
  final void m14_a_release_that_timed_out_is_carried_out() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(1)));
    Lease lease = lock(kit, lasting());
    wire.blackHole();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, lease::release);
    wire.heal();
    Kit other = kit();
    Eventually.within(SOON, "free", () -> !mutex(other, lasting()).isLocked());
  }

  @Test
  @Rule("M15")
  @DisplayName("M15: with a maximum hold a holder that hangs loses the lock in time")
  final void m15_a_maximum_hold_ends_a_hanging_holder() {
    Kit kit = kit();
    Kit other = kit();
    Duration most = Duration.ofMillis(1700);
    long called = System.nanoTime();
    Lease lease = lock(kit, brief(kit).maxHold(most));
    CompletableFuture<Lease> waiter = mutex(other, lasting()).lockAsync();
    Eventually.untilNanos(called + most.minusMillis(400).toNanos());
    assertHeld(lease);
    Duration bound = most.plus(standing(kit, lease.ttl())).plus(SLACK);
    Lease next = Eventually.answer(bound, "the waiter", waiter);
    assertTime("from the call until a waiter has the lock", called).isLessThan(bound);
    assertThat(lease.isHeld()).isFalse();
    assertThat(Eventually.answer(SOON, "the loss", lease.lost()).cause())
        .isEqualTo(EndCause.FIXED_TIME_OVER);
    assertLater(next, lease);
  }
}
