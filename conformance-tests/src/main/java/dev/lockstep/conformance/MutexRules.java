package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.DistributedMutex;
import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** M1 to M8: one holder at a time, and acquisitions that end cleanly however they end. */
abstract class MutexRules extends LossRules {
  @Test
  @Rule("M1")
  @DisplayName("M1: contenders in two nodes and two kits lose no increment, while nodes are killed")
  final void m01_contenders_exclude_each_other_while_nodes_are_killed() throws Exception {
    Path counter = Files.createTempFile("lockstep-counter", ".txt");
    try {
      Contender.write(counter, 0);
      List<Section> sections = contend(counter);
      Sections.requireExclusive(sections);
      assertThat(Contender.read(counter))
          .as("increments in the file, of %d that were reported", sections.size())
          .isGreaterThanOrEqualTo(sections.size());
    } finally {
      Files.deleteIfExists(counter);
    }
  }

  private List<Section> contend(Path counter) {
    List<CompletableFuture<List<Section>>> there = new ArrayList<>();
    List<CompletableFuture<String>> here = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Kit kit = kit();
      Contender contender = new Contender(mutex(kit, brief(kit)), counter);
      here.add(CompletableFuture.supplyAsync(() -> contend(contender, 150), bench().threads()));
    }
    Node stable = bench().node();
    LockOptions brief = brief(kit());
    there.add(stable.contendLater(KEY, brief, 150, counter.toString()));
    for (int i = 0; i < 3; i++) {
      Node doomed = bench().node();
      doomed.contendUntilKilled(KEY, brief, counter.toString());
      Eventually.pass(Duration.ofMillis(300));
      doomed.kill();
    }
    List<Section> sections = new ArrayList<>();
    for (CompletableFuture<List<Section>> node : there) {
      sections.addAll(Eventually.answer(Duration.ofSeconds(60), "a node contends", node));
    }
    for (CompletableFuture<String> kit : here) {
      String told = Eventually.answer(Duration.ofSeconds(30), "a kit contends", kit);
      for (String section : told.split(" ", -1)) {
        if (section.contains(":")) {
          sections.add(Section.parse(section));
        }
      }
    }
    return sections;
  }

  private static String contend(Contender contender, int times) {
    try {
      return contender.contend(times);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Test
  @Rule("M1")
  @DisplayName("M1: contenders exclude each other through a run of faults, which saw enough (S3)")
  final void m01_contenders_exclude_each_other_through_a_run_of_faults() {
    long seed = new SplittableRandom().nextLong();
    FaultRun run = new FaultRun(bench(), FaultPlan.SHORT, seed);
    run.run(KEY, brief(kit()).maxWait(Duration.ofSeconds(5)));
    assertThat(run.violations()).as("violations with seed %d", seed).isEmpty();
    run.counts().requireEnough();
  }

  @Test
  @Rule("M2")
  @DisplayName("M2: tryLock answers at once that somebody else has it")
  final void m02_try_lock_does_not_wait_for_the_holder() {
    lock(kit(), lasting());
    Kit other = kit();
    for (int i = 0; i < 10; i++) {
      long asked = System.nanoTime();
      assertTaken(other);
      assertThat(since(asked))
          .as("the time that tryLock took while somebody else has the lock")
          .isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  @Rule("M2")
  @DisplayName("M2: tryLock fails if the backend cannot be asked, within the operation timeout")
  final void m02_try_lock_tells_unreachable_from_held() {
    Wire wire = bench().wire();
    Duration timeout = Duration.ofSeconds(1);
    Kit kit = bench().kit(wire, options -> options.operationTimeout(timeout));
    assertFree(kit);
    wire.blackHole();
    long asked = System.nanoTime();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> mutex(kit, lasting()).tryLock());
    assertTime("of a tryLock that reached nobody", asked).isLessThan(timeout.plus(SLACK));
  }

  @Test
  @Rule("M3")
  @DisplayName("M3: lock waits until the lock is free")
  final void m03_lock_waits_until_it_has_the_lock() {
    Lease first = lock(kit(), lasting());
    CompletableFuture<Lease> second = mutex(kit(), lasting()).lockAsync();
    Eventually.throughout(Duration.ofMillis(700), "the lock is taken", () -> !second.isDone());
    first.release();
    assertThat(Eventually.answer(SOON, "the waiter", second).isHeld()).isTrue();
  }

  @Test
  @Rule("M3")
  @DisplayName("M3: lock fails with LockNotAcquired when its maximum wait is over")
  final void m03_lock_gives_up_after_its_maximum_wait() {
    lock(kit(), lasting());
    Duration wait = Duration.ofMillis(600);
    Kit other = kit();
    long asked = System.nanoTime();
    assertFails(ErrorCode.LOCK_NOT_ACQUIRED, () -> lock(other, lasting().maxWait(wait)));
    assertTime("until the waiter gave up", asked).isBetween(wait, wait.plus(SLACK).plus(SLACK));
  }

  @Test
  @Rule("M3")
  @DisplayName("M3: an interrupt ends lock, and the flag stays set")
  final void m03_lock_ends_when_its_thread_is_interrupted() throws Exception {
    Lease first = lock(kit(), lasting());
    Kit other = kit();
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                lock(other, lasting());
                flag.completeExceptionally(new AssertionError("it got the lock"));
              } catch (LockstepException ended) {
                boolean right = ended.code() == ErrorCode.OPERATION_INTERRUPTED;
                flag.complete(right && Thread.currentThread().isInterrupted());
              }
            });
    waiter.start();
    Eventually.within(SOON, "it waits", () -> waiter.getState() == Thread.State.WAITING);
    waiter.interrupt();
    assertThat(Eventually.answer(SOON, "the interrupted waiter", flag))
        .as("it failed with OPERATION_INTERRUPTED, and the flag was still set")
        .isTrue();
    waiter.join();
    first.release();
    assertFree(kit());
  }

  @Test
  @Rule("M3")
  @DisplayName("M3: lock fails with KitClosed when its kit is closed")
  final void m03_lock_ends_when_the_kit_is_closed() {
    lock(kit(), lasting());
    Kit other = kit();
    CompletableFuture<Lease> waiter =
        CompletableFuture.supplyAsync(() -> lock(other, lasting()), bench().threads());
    Eventually.throughout(Duration.ofMillis(300), "it waits", () -> !waiter.isDone());
    other.close();
    assertFails(ErrorCode.KIT_CLOSED, () -> Eventually.answer(SOON, "the waiter", waiter));
  }

  @Test
  @Rule("M3")
  @DisplayName("M3: the first attempt fails if the backend cannot be asked")
  final void m03_the_first_attempt_fails_when_the_backend_is_unreachable() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(1)));
    assertFree(kit);
    wire.cut();
    long asked = System.nanoTime();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> lock(kit, lasting()));
    assertTime("of a first attempt that reached nobody", asked)
        .isLessThan(Duration.ofSeconds(1).plus(SLACK));
  }

  @Test
  @Rule("M3")
  @DisplayName("M3: a waiter that was told held survives an outage")
  final void m03_a_waiter_survives_an_outage() {
    Lease first = lock(kit(), lasting());
    Wire wire = bench().wire();
    Kit other = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(1)));
    CompletableFuture<Lease> waiter = mutex(other, lasting()).lockAsync();
    Eventually.throughout(Duration.ofMillis(300), "it waits", () -> !waiter.isDone());
    wire.cut();
    Eventually.throughout(Duration.ofSeconds(2), "it goes on waiting", () -> !waiter.isDone());
    first.release();
    wire.heal();
    assertThat(Eventually.answer(SOON, "the waiter", waiter).isHeld()).isTrue();
  }

  @Test
  @Rule("M3")
  @DisplayName("M3: a waiter in an outage gives up after its maximum wait")
  final void m03_a_waiter_in_an_outage_gives_up_after_its_maximum_wait() {
    lock(kit(), lasting());
    Wire wire = bench().wire();
    Kit other = bench().kit(wire, options -> options.operationTimeout(Duration.ofMillis(500)));
    Duration wait = Duration.ofSeconds(2);
    long asked = System.nanoTime();
    CompletableFuture<Lease> waiter = mutex(other, lasting().maxWait(wait)).lockAsync();
    Eventually.throughout(Duration.ofMillis(300), "it waits", () -> !waiter.isDone());
    wire.blackHole();
    assertFails(ErrorCode.LOCK_NOT_ACQUIRED, () -> Eventually.answer(SOON, "it", waiter));
    assertTime("until the waiter gave up", asked).isBetween(wait, wait.plus(SLACK).plus(SLACK));
  }

  @Test
  @Rule("M4")
  @DisplayName("M4: after a release the next tryLock succeeds, whoever calls it")
  final void m04_after_a_release_the_next_try_lock_succeeds() {
    List<Kit> kits = List.of(kit(), kit(), kit());
    Node node = bench().node();
    for (int i = 0; i < 60; i++) {
      DistributedMutex next = mutex(kits.get(i % kits.size()), lasting());
      Optional<Lease> lease = next.tryLock();
      assertThat(lease).as("tryLock number %d after a release", i).isPresent();
      lease.orElseThrow().release();
      if (i % 10 == 0) {
        assertThat(node.tryLock(KEY, lasting()))
            .as("tryLock of a node after a release")
            .isPresent();
        node.release(KEY);
      }
    }
  }

  @Test
  @Rule("M4")
  @DisplayName("M4: a release that reached nobody fails, ends the lease, and is made up for")
  final void m04_a_release_that_reached_nobody_is_made_up_for() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(1)));
    Lease lease = lock(kit, lasting());
    wire.cut();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, lease::release);
    assertThat(lease.isHeld()).isFalse();
    Kit other = kit();
    assertTaken(other);
    wire.heal();
    Eventually.within(SOON, "the record is deleted", () -> !mutex(other, lasting()).isLocked());
    assertFree(other);
  }

  @Test
  @Rule("M5")
  @DisplayName("M5: releasing twice fails with AlreadyUnlocked and touches nobody")
  final void m05_releasing_twice_fails_and_touches_nobody() {
    Kit kit = kit();
    Lease lease = lock(kit, lasting());
    lease.release();
    assertFails(ErrorCode.ALREADY_UNLOCKED, lease::release);
    Lease next = lock(kit(), lasting());
    assertFails(ErrorCode.ALREADY_UNLOCKED, lease::release);
    lease.close();
    assertTaken(kit);
    next.renew();
    assertThat(next.isHeld()).isTrue();
  }

  @Test
  @Rule("M5")
  @DisplayName("M5: releasing a lease that was lost fails with AlreadyUnlocked and touches nobody")
  final void m05_releasing_a_lost_lease_fails_and_touches_nobody() {
    Kit kit = kit();
    Lease lost = lock(kit, brief(kit).fixed());
    Lease next = lock(kit(), lasting());
    assertFails(ErrorCode.ALREADY_UNLOCKED, lost::release);
    assertTaken(kit);
    next.renew();
    assertThat(next.isHeld()).isTrue();
  }

  @Test
  @Rule("M5")
  @DisplayName("M5: a holder whose record an operator deleted cannot release its successor's")
  final void m05_release_after_an_operator_deletion_touches_nobody() {
    Lease unaware = lock(kit(), lasting());
    assertThat(bench().backend().deleteLock(bench().namespace(), KEY)).isTrue();
    Lease next = lock(kit(), lasting());
    assertFails(ErrorCode.ALREADY_UNLOCKED, unaware::release);
    next.renew();
    assertThat(next.isHeld()).isTrue();
    assertTaken(kit());
  }

  @Test
  @Rule("M6")
  @DisplayName("M6: isLocked is true from the grant, and false after the release, whoever asks")
  final void m06_is_locked_follows_grant_and_release() {
    Kit holder = kit();
    Kit other = kit();
    for (int i = 0; i < 30; i++) {
      Lease lease = lock(holder, lasting());
      assertIsLocked(true, holder, other, "after the grant");
      lease.release();
      assertIsLocked(false, holder, other, "after the release");
    }
  }

  private static void assertIsLocked(boolean locked, Kit holder, Kit other, String when) {
    assertThat(mutex(holder, lasting()).isLocked())
        .as("isLocked as its holder sees it, %s", when)
        .isEqualTo(locked);
    assertThat(mutex(other, lasting()).isLocked())
        .as("isLocked as another kit sees it, %s", when)
        .isEqualTo(locked);
  }

  @Test
  @Rule("M6")
  @DisplayName("M6: a killed holder's lock is locked at most the grace longer than the lease")
  final void m06_is_locked_at_most_the_grace_longer_than_the_lease() {
    Kit other = kit();
    Node holder = bench().node();
    Grant grant = holder.lock(KEY, brief(other));
    assertThat(mutex(other, lasting()).isLocked()).isTrue();
    long killed = holder.kill();
    Duration bound = standing(other, grant.ttl());
    Eventually.within(bound.plus(SLACK), "unlocked", () -> !mutex(other, lasting()).isLocked());
    assertTime("from the kill until isLocked is false", killed).isLessThan(bound.plus(SLACK));
  }

  @Test
  @Rule("M7")
  @DisplayName("M7: waiters that were cancelled at any moment leave nothing behind")
  final void m07_cancelled_acquisitions_leave_nothing() {
    SplittableRandom random = new SplittableRandom();
    Kit waiting = kit();
    Kit other = kit();
    for (int i = 0; i < 40; i++) {
      Lease held = lock(other, lasting());
      CompletableFuture<Lease> waiter = mutex(waiting, lasting()).lockAsync();
      if (i % 4 == 0) {
        assertThat(waiter.cancel(true)).as("cancelled while it waited").isTrue();
      }
      CompletableFuture<Void> released = held.releaseAsync();
      Eventually.pass(Duration.ofNanos(random.nextLong(3_000_000)));
      if (!waiter.isCancelled() && !waiter.cancel(true)) {
        Eventually.answer(SOON, "the waiter", waiter).release();
      }
      Eventually.answer(SOON, "the release", released);
      Eventually.within(
          Duration.ofSeconds(2), "the key is free", () -> !mutex(other, lasting()).isLocked());
    }
    assertThat(waiting.held()).isEmpty();
  }

  @Test
  @Rule("M7")
  @DisplayName("M7: an acquisition that was interrupted while its grant was on its way leaves none")
  final void m07_an_interrupted_acquisition_leaves_nothing() throws Exception {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    assertFree(kit);
    wire.delayReplies(Duration.ofMillis(400));
    Thread caller =
        new Thread(
            () -> {
              try {
                lock(kit, lasting());
              } catch (LockstepException expected) {
                Thread.interrupted();
              }
            });
    Kit other = kit();
    caller.start();
    Eventually.within(SOON, "granted", () -> mutex(other, lasting()).isLocked());
    caller.interrupt();
    caller.join();
    Eventually.within(SOON, "given back", () -> !mutex(other, lasting()).isLocked());
    assertThat(kit.held()).isEmpty();
  }

  @Test
  @Rule("M7")
  @DisplayName("M7: an acquisition that timed out and was applied later leaves nothing behind")
  final void m07_a_grant_applied_after_the_timeout_is_given_back() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(1)));
    assertFree(kit);
    wire.delayRequests(Duration.ofMillis(1500));
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> mutex(kit, lasting()).tryLock());
    Eventually.pass(Duration.ofSeconds(1));
    wire.heal();
    Kit other = kit();
    Eventually.within(SOON, "given back", () -> !mutex(other, lasting()).isLocked());
    assertFree(other);
  }

  @Test
  @Rule("M8")
  @DisplayName("M8: a lost reply ends as acquired or not, never as a lock that nobody knows")
  final void m08_a_lost_reply_leaves_no_unknown_lock() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Kit other = kit();
    assertFree(kit);
    for (int i = 0; i < 8; i++) {
      wire.loseNextReply();
      Optional<Lease> lease;
      try {
        lease = mutex(kit, lasting()).tryLock();
        assertThat(lease).as("tryLock after a lost reply, while nobody else tries").isPresent();
      } catch (LockstepException unreachable) {
        assertThat(unreachable.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
        lease = Optional.empty();
      }
      if (lease.isPresent()) {
        assertTaken(other);
        assertThat(mutex(other, lasting()).holder().orElseThrow().token())
            .as("the token that others read")
            .isEqualTo(lease.get().token());
        lease.get().release();
      }
      Eventually.within(SOON, "free", () -> !mutex(other, lasting()).isLocked());
      assertFree(other);
    }
  }
}
