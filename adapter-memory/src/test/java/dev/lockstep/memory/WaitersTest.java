package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.failed;
import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.memory.VirtualKit.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Lease;
import dev.lockstep.LockNotAcquiredException;
import dev.lockstep.LockOptions;
import dev.lockstep.port.Node;
import dev.lockstep.spi.LockstepObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a waiter outlives, what it costs, and when it is told, in virtual time. */
final class WaitersTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TTL = SECOND.multipliedBy(10);
  private static final LockOptions PATIENT = ttl(TTL).retryInterval(SECOND.multipliedBy(60));

  private final VirtualTime time = new VirtualTime();
  private final MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);
  private final VirtualKit one = new VirtualKit(time, server, "one");
  private final VirtualKit two = new VirtualKit(time, server, "two");

  // ---- outages

  /** It never asked the backend itself: that its own kit had the lock it knows (M3). */
  @Test
  void m3_who_waits_behind_its_own_kit_outlives_the_outage_that_takes_the_lock() {
    Lease lease = one.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    one.node.disconnect(Duration.ofMillis(1));
    time.advance(TTL.multipliedBy(2));
    assertThat(lease.isHeld()).isFalse();
    assertThat(waiting).isNotDone();
    one.node.reconnect();
    time.advance(SECOND.multipliedBy(61));
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void m3_who_waits_behind_the_head_that_got_the_lock_knows_that_it_is_held() {
    one.lock("warm", PATIENT);
    one.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.GRANT);
    CompletableFuture<Lease> head = one.waitFor("a", PATIENT);
    CompletableFuture<Lease> behind = one.waitFor("a", PATIENT);
    time.advance(SECOND);
    assertThat(now(head).isHeld()).isTrue();
    one.node.disconnect(Duration.ofMillis(1));
    time.advance(TTL.multipliedBy(2));
    assertThat(now(head).isHeld()).isFalse();
    assertThat(behind).isNotDone();
  }

  @Test
  void m3_who_joins_waiters_that_sleep_outlives_an_outage_like_them() {
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> first = one.waitFor("a", ttl(TTL));
    time.advance(Duration.ofMillis(10));
    CompletableFuture<Lease> second = one.waitFor("a", ttl(TTL));
    one.node.disconnect(Duration.ofMillis(1));
    time.advance(SECOND.multipliedBy(5));
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    one.node.reconnect();
    held.release();
    time.advance(SECOND);
    assertThat(now(first).isHeld()).isTrue();
    assertThat(second).isNotDone();
  }

  /** Whom nobody wakes would sleep for its whole retry interval after the outage (W1). */
  @Test
  void w1_who_could_not_ask_listens_for_the_end_of_the_outage() {
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    time.settle();
    one.node.disconnect(Duration.ofMillis(1));
    held.release();
    time.advance(SECOND.multipliedBy(61));
    one.node.reconnect();
    time.advance(Duration.ofMillis(100));
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void m3_the_longest_wait_ends_with_an_attempt_that_fails() {
    two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting =
        one.waitFor("a", ttl(TTL).maxWait(SECOND.multipliedBy(3)).retryInterval(SECOND));
    time.advance(SECOND);
    one.node.disconnect(SECOND);
    time.advance(SECOND.multipliedBy(6));
    assertThat(failed(waiting)).isInstanceOf(LockNotAcquiredException.class);
  }

  @Test
  void m3_the_longest_wait_ends_with_a_hand_over_that_finds_another_holder() {
    Lease lease = one.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT.maxWait(SECOND));
    server.delete("here", Node.mutex("a"));
    Lease theirs = two.lock("a", PATIENT);
    one.link()
        .planNext(Fate.slow(Duration.ZERO, SECOND.multipliedBy(3).dividedBy(2)), Question.REGRANT);
    CompletableFuture<Void> released = lease.releaseAsync();
    time.advance(SECOND.plusMillis(1));
    assertThat(waiting).isNotDone();
    time.advance(SECOND);
    assertThat(released).isCompletedExceptionally();
    assertThat(failed(waiting)).isInstanceOf(LockNotAcquiredException.class);
    assertThat(theirs.isHeld()).isTrue();
    time.advance(SECOND.multipliedBy(3));
    assertThat(one.atomic.inUse()).isLessThanOrEqualTo(1);
  }

  /** Not an outage: with that TTL it would go on for ever, each grant made and given back. */
  @Test
  void m3_who_is_granted_too_late_three_times_in_a_row_is_told_so() {
    Duration brief = Duration.ofMillis(200);
    LockOptions options = ttl(brief).retryInterval(SECOND);
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", options);
    time.advance(SECOND.multipliedBy(3));
    held.release();
    for (int late = 0; late < 2; late++) {
      one.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(190)), Question.GRANT);
    }
    time.advance(SECOND.multipliedBy(5));
    Lease lease = now(waiting);
    assertThat(lease.isHeld()).as("twice is a bad moment").isTrue();
    CompletableFuture<Lease> next = two.waitFor("a", options);
    time.advance(SECOND);
    for (int late = 0; late < 3; late++) {
      two.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(190)), Question.GRANT);
    }
    lease.release();
    two.forgetAsked();
    time.advance(SECOND.multipliedBy(5));
    assertThat(failed(next))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("only after its time was over");
    assertThat(two.asked(Question.GRANT)).isZero();
  }

  /** What came to nothing before is no reason to sleep through a release (W1). */
  @Test
  void w1_who_asks_after_others_were_granted_too_late_is_woken_by_the_release() {
    Duration brief = Duration.ofMillis(200);
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> late = one.waitFor("a", ttl(brief));
    time.advance(SECOND.multipliedBy(3));
    for (int i = 0; i < 3; i++) {
      one.link().planNext(Fate.slow(Duration.ZERO, Duration.ofMillis(190)), Question.GRANT);
    }
    held.release();
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(late)).isInstanceOf(BackendUnavailableException.class);
    held = two.lock("a", PATIENT);
    CompletableFuture<Lease> next = one.waitFor("a", PATIENT);
    time.advance(Duration.ofMillis(100));
    held.release();
    time.advance(Duration.ofMillis(100));
    assertThat(now(next).isHeld()).isTrue();
  }

  // ---- withdrawing

  @Test
  void w5_who_comes_to_the_head_of_those_who_sleep_waits_no_longer_than_its_own_retry_interval() {
    Lease held = two.lock("a", PATIENT);
    one.link().dropHints();
    CompletableFuture<Lease> patient = one.waitFor("a", PATIENT);
    CompletableFuture<Lease> next = one.waitFor("a", ttl(TTL).retryInterval(SECOND));
    time.advance(SECOND);
    patient.cancel(false);
    held.release();
    time.advance(SECOND);
    assertThat(now(next).isHeld()).isTrue();
  }

  @Test
  void m7_who_withdraws_behind_the_head_disturbs_nobody() {
    one.lock("warm", PATIENT);
    one.forgetAsked();
    one.link().delayReplies(Duration.ofMillis(100));
    CompletableFuture<Lease> head = one.waitFor("a", PATIENT);
    CompletableFuture<Lease> behind = one.waitFor("a", PATIENT);
    behind.cancel(false);
    time.advance(Duration.ofMillis(100));
    assertThat(now(head).isHeld()).isTrue();
    assertThat(one.asked(Question.GRANT)).isEqualTo(1);
    assertThat(one.asked(Question.RELEASE)).isZero();
  }

  /** Nobody wants to know: what may have been granted is deleted, and not asked for again. */
  @Test
  void m7_a_try_that_was_cancelled_is_not_asked_again() {
    one.lock("warm", PATIENT);
    one.link().planNext(Fate.replyLost(Duration.ofMillis(100)), Question.GRANT);
    CompletableFuture<Optional<Lease>> tried = one.tryLock("a", PATIENT);
    one.forgetAsked();
    time.advance(Duration.ofMillis(50));
    tried.cancel(false);
    time.advance(SECOND);
    assertThat(one.asked(Question.GRANT)).isZero();
    assertThat(one.asked(Question.RELEASE)).isEqualTo(1);
    assertThat(server.records()).isEqualTo(1);
    assertThat(one.atomic.inUse()).as("the warm one, and its session").isLessThanOrEqualTo(4);
  }

  @Test
  void x5_who_has_the_lock_listens_no_more() {
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    time.settle();
    assertThat(server.watches()).isEqualTo(1);
    held.release();
    time.advance(SECOND.multipliedBy(3));
    assertThat(now(waiting).isHeld()).isTrue();
    assertThat(server.watches()).isZero();
  }

  @Test
  void x5_whose_longest_wait_is_over_listens_no_more() {
    two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting =
        one.waitFor("a", ttl(TTL).retryInterval(SECOND).maxWait(SECOND.multipliedBy(5)));
    time.advance(Duration.ofMillis(4_500));
    one.link().delayReplies(SECOND);
    time.advance(SECOND.multipliedBy(5));
    assertThat(failed(waiting)).isInstanceOf(LockNotAcquiredException.class);
    assertThat(server.watches()).isZero();
    assertThat(one.atomic.inUse()).isLessThanOrEqualTo(1);
  }

  @Test
  void x5_who_withdraws_while_its_own_kit_has_the_lock_listens_no_more() {
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> first = one.waitFor("a", PATIENT);
    CompletableFuture<Lease> second = one.waitFor("a", PATIENT);
    time.settle();
    held.release();
    time.settle();
    assertThat(now(first).isHeld()).isTrue();
    second.cancel(false);
    time.advance(SECOND.multipliedBy(3));
    assertThat(server.watches()).isZero();
  }

  // ---- bursts (W3)

  /** Alone for a second, a kit hands on more and more before it stands back. */
  @Test
  void w3_a_kit_that_is_alone_for_long_stands_back_less_and_less() {
    Lease held = one.lock("a", PATIENT);
    time.advance(SECOND.multipliedBy(2));
    List<CompletableFuture<Lease>> waiting = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      waiting.add(one.waitFor("a", PATIENT));
    }
    long begun = time.nanos();
    for (CompletableFuture<Lease> next : waiting) {
      held.release();
      held = one.within(SECOND, next);
    }
    assertThat(Duration.ofNanos(time.nanos() - begun)).isLessThan(Duration.ofMillis(80));
  }

  /** The pause that was to be has gone with the news, and does not wake the head later on. */
  @Test
  void w3_who_stood_back_and_found_another_asks_once() {
    Lease before = two.lock("a", PATIENT);
    List<CompletableFuture<Lease>> mine = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      mine.add(one.waitFor("a", PATIENT));
    }
    time.settle();
    before.release();
    time.settle();
    one.link().delayHints(Duration.ofMillis(5));
    Lease held = now(mine.get(0));
    CompletableFuture<Lease> theirs = two.waitFor("a", PATIENT);
    time.settle();
    int got = 1;
    while (!theirs.isDone()) {
      one.forgetAsked();
      held.release();
      time.advance(Duration.ofMillis(1));
      if (mine.get(got).isDone()) {
        held = mine.get(got).join();
        got++;
      }
    }
    time.advance(Duration.ofMillis(500));
    assertThat(one.asked(Question.GRANT)).isEqualTo(1);
    theirs.join().release();
    time.advance(Duration.ofMillis(100));
    assertThat(mine.get(got)).isDone();
  }

  /** Sections are empty: who comes has gone again before a kit that stood back looks. */
  @Test
  void w3_a_kit_that_was_alone_for_long_shares_with_who_comes_then() {
    Turns turns = new Turns();
    VirtualKit first = turns.kit("first");
    VirtualKit second = turns.kit("second");
    turns.take(first);
    turns.take(first);
    time.advance(SECOND.multipliedBy(2));
    turns.until(2_000);
    turns.take(second);
    turns.take(second);
    turns.until(2_100);
    int before = turns.got.getOrDefault(second, 0);
    turns.until(2_500);
    assertThat(turns.got.getOrDefault(second, 0) - before)
        .as("a quarter of a fair share of 400")
        .isGreaterThanOrEqualTo(50);
  }

  /** Whoever gets the lock asks for it again, and gives it up at once. */
  private final class Turns {
    private final ArrayDeque<Runnable> next = new ArrayDeque<>();
    private final Map<VirtualKit, Integer> got = new HashMap<>();
    private int grants;

    private VirtualKit kit(String name) {
      return new VirtualKit(time, server, name, next::add, LockstepObserver.none());
    }

    private void take(VirtualKit kit) {
      var unused = kit.waitFor("a", PATIENT).thenCompose(lease -> taken(kit, lease));
    }

    private CompletableFuture<Void> taken(VirtualKit kit, Lease lease) {
      grants++;
      got.merge(kit, 1, Integer::sum);
      take(kit);
      return lease.releaseAsync();
    }

    private void until(int wanted) {
      while (grants < wanted) {
        for (Runnable step = next.poll(); step != null; step = next.poll()) {
          step.run();
        }
        time.advance(Duration.ofMillis(1));
      }
    }
  }

  /** Nobody listens yet who could tell how long news takes: a kit stands back for a moment only. */
  @Test
  void w3_a_kit_that_hears_nothing_stands_back_for_a_moment() {
    for (int i = 0; i < 10; i++) {
      one.link().planNext(Fate.swallowed(), Question.WATCH);
    }
    Lease held = one.lock("a", PATIENT);
    List<CompletableFuture<Lease>> mine = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      mine.add(one.waitFor("a", PATIENT));
    }
    long begun = time.nanos();
    for (CompletableFuture<Lease> next : mine) {
      held.release();
      held = one.within(SECOND, next);
    }
    assertThat(Duration.ofNanos(time.nanos() - begun)).isLessThan(Duration.ofMillis(20));
  }

  /** A try that came in between has it: who sleeps gets it from there, by one request. */
  @Test
  void w3_who_waits_gets_the_lock_from_a_try_of_its_own_kit() {
    Lease held = two.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    time.settle();
    one.link().dropHints();
    held.release();
    Lease lease = one.lock("a", PATIENT);
    one.forgetAsked();
    lease.release();
    assertThat(now(waiting).isHeld()).isTrue();
    assertThat(one.asked(Question.REGRANT)).isEqualTo(1);
  }

  /** It asked while its own kit was giving the lock up, and no news tells of that. */
  @Test
  void w1_who_asks_during_a_release_of_its_own_kit_has_the_lock_with_its_answer() {
    Lease lease = one.lock("a", PATIENT);
    one.link().dropHints();
    one.link().planNext(Fate.slow(Duration.ofMillis(100), Duration.ZERO), Question.RELEASE);
    CompletableFuture<Void> released = lease.releaseAsync();
    CompletableFuture<Lease> next = one.waitFor("a", PATIENT);
    time.advance(Duration.ofMillis(100));
    assertThat(released).isCompleted();
    assertThat(now(next).isHeld()).isTrue();
  }

  /** It never listened: it starts to with the attempt that failed, and so hears that it may. */
  @Test
  void w1_who_could_not_ask_the_first_time_listens() {
    one.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT);
    for (int i = 0; i < 12; i++) {
      one.link().planNext(Fate.unreachable(Duration.ofMillis(1)), Question.GRANT);
    }
    time.stepWall(Duration.ofHours(1));
    var unused = one.waitFor("a", PATIENT);
    time.advance(SECOND.multipliedBy(10));
    assertThat(now(waiting).isHeld()).isTrue();
  }

  @Test
  void m3_whose_longest_wait_is_over_gets_no_lock_that_came_free_later() {
    Lease lease = one.lock("a", PATIENT);
    CompletableFuture<Lease> waiting = one.waitFor("a", PATIENT.maxWait(SECOND));
    one.link()
        .planNext(Fate.slow(SECOND.multipliedBy(3).dividedBy(2), Duration.ZERO), Question.REGRANT);
    var unused = lease.releaseAsync();
    server.delete("here", Node.mutex("a"));
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(waiting)).isInstanceOf(LockNotAcquiredException.class);
    assertThat(server.records()).isZero();
  }
}
