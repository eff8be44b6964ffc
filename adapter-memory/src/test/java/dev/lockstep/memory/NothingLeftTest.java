package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.memory.VirtualKit.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was used and is not any more is remembered by no timer, no watch and no map (X5, C1). */
final class NothingLeftTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = SECOND.multipliedBy(60);

  /** The last questions have had their time, and watches that linger have ended. */
  private static final Duration SOON = SECOND.multipliedBy(3);

  private static final LockOptions OPTIONS =
      ttl(LONG).retryInterval(LONG).maxWait(LONG.multipliedBy(10));
  private static final ElectionOptions ELECTION =
      ElectionOptions.of("d").unhealthyTime(LONG).keepHeartbeat();

  private final VirtualTime time = new VirtualTime();

  private VirtualKit kit(MemoryServer server, String name) {
    return new VirtualKit(time, server, name);
  }

  private MemoryServer server(String law) {
    return new MemoryServer("server", MemoryProfile.like(law), time);
  }

  private Election join(VirtualKit kit, ElectionOptions options) {
    CompletableFuture<?> joined = kit.atomic.enableElectionAsync(options);
    time.settle();
    now(joined);
    return kit.atomic.election(options.isolationKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nats", "redis"})
  void c1_a_kit_that_was_closed_leaves_no_timer_and_no_watch(String law) {
    MemoryServer server = server(law);
    VirtualKit one = kit(server, "one");
    VirtualKit two = kit(server, "two");
    two.lock("theirs", OPTIONS);
    two.lock("asked", OPTIONS);
    one.lock("renewed", OPTIONS);
    one.lock("fixed", OPTIONS.fixed());
    one.lock("longest", OPTIONS.maxHold(LONG.multipliedBy(10)));
    one.lock("kept", OPTIONS.minHold(LONG.multipliedBy(10))).release();
    List<CompletableFuture<Lease>> waiting = new ArrayList<>();
    for (String key : List.of("theirs", "renewed", "asked")) {
      waiting.add(one.waitFor(key, OPTIONS));
      waiting.add(one.waitFor(key, OPTIONS));
    }
    Election rests = join(one, ELECTION);
    rests.resign();
    rests.observeLeader(leader -> {});
    join(one, ElectionOptions.of("led").unhealthyTime(LONG));
    join(two, ElectionOptions.of("theirs").unhealthyTime(LONG));
    join(one, ElectionOptions.of("theirs").unhealthyTime(LONG));
    now(one.atomic.allocateNumberAsync("ids", 10));
    time.advance(SECOND);
    one.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.GRANT);
    CompletableFuture<Optional<Lease>> tried = one.tryLock("slow", OPTIONS);
    now(one.atomic.giveUpEverything());
    now(two.atomic.giveUpEverything());
    assertThat(waiting).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(tried).isCompletedExceptionally();
    time.advance(SOON);
    assertThat(time.timers()).isZero();
    assertThat(server.watches()).isZero();
    assertThat(server.records()).as("the mark of the number").isEqualTo(1);
    assertThat(one.atomic.inUse()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void x5_what_was_given_up_leaves_no_timer_and_no_watch(String law) {
    MemoryServer server = server(law);
    VirtualKit one = kit(server, "one");
    VirtualKit two = kit(server, "two");
    VirtualKit three = kit(server, "three");
    one.lock("warm", OPTIONS);
    two.lock("warm too", OPTIONS);
    three.lock("as warm", OPTIONS);
    time.advance(SOON);
    int timers = time.timers();
    int used = one.atomic.inUse();

    one.lock("fixed", OPTIONS.fixed()).release();
    one.lock("longest", OPTIONS.maxHold(LONG.multipliedBy(10))).release();
    one.lock("kept", OPTIONS.minHold(SECOND)).release();
    time.advance(SECOND);
    Lease held = two.lock("a", OPTIONS);
    CompletableFuture<Lease> first = one.waitFor("a", OPTIONS);
    CompletableFuture<Lease> gone = one.waitFor("a", OPTIONS);
    CompletableFuture<Lease> second = one.waitFor("a", OPTIONS);
    CompletableFuture<Lease> third = three.waitFor("a", OPTIONS);
    time.settle();
    gone.cancel(false);
    held.release();
    for (int i = 0; i < 200; i++) {
      time.advance(Duration.ofMillis(1));
      for (CompletableFuture<Lease> next : List.of(first, second, third)) {
        if (next.isDone() && next.join().isHeld()) {
          next.join().release();
        }
      }
    }
    assertThat(List.of(first, second, third)).allMatch(CompletableFuture::isDone);
    Lease again = two.lock("a", OPTIONS);
    CompletableFuture<Lease> alone = one.waitFor("a", OPTIONS);
    time.settle();
    alone.cancel(false);
    again.release();
    Election election = join(one, ELECTION);
    assertThat(now(election.awaitAsync()).isHeld()).isTrue();
    election.resign();
    CompletableFuture<Lease> forgotten = election.awaitAsync();
    forgotten.cancel(false);
    election.observeLeader(leader -> {}).close();
    election.close();
    time.advance(SOON);
    assertThat(time.timers()).isEqualTo(timers);
    assertThat(server.watches()).isZero();
    assertThat(one.atomic.inUse()).isEqualTo(used);
  }

  @Test
  void x5_all_that_is_in_use_is_counted() {
    VirtualKit kit = kit(server("redis"), "one");
    Lease lease = kit.lock("a", OPTIONS);
    assertThat(kit.atomic.inUse()).as("queue, term, handle, session").isEqualTo(4);
    kit.link().planNext(Fate.swallowed(), Question.KEYS);
    var unused = kit.atomic.allocateNumberAsync("ids", 2);
    assertThat(kit.atomic.inUse()).as("the allocation, and what it asks").isEqualTo(6);
    time.advance(SOON);
    assertThat(kit.atomic.inUse()).isEqualTo(4);
    lease.release();
    assertThat(kit.atomic.inUse()).as("the session").isEqualTo(1);
  }

  @Test
  void c1_a_kit_that_closes_during_a_hand_over_leaves_nothing() {
    for (Fate slow :
        List.of(
            Fate.slow(Duration.ZERO, SECOND),
            Fate.slow(SECOND, Duration.ZERO),
            Fate.replyLost(SECOND))) {
      MemoryServer server = server("redis");
      VirtualKit kit = kit(server, "one");
      Lease lease = kit.lock("a", OPTIONS);
      CompletableFuture<Lease> next = kit.waitFor("a", OPTIONS);
      kit.link().planNext(slow, Question.REGRANT);
      CompletableFuture<Void> released = lease.releaseAsync();
      CompletableFuture<Void> given = kit.atomic.giveUpEverything();
      time.advance(SECOND.multipliedBy(10));
      assertThat(given).isCompleted();
      assertThat(released).isDone();
      assertThat(next).isCompletedExceptionally();
      assertThat(server.records()).isZero();
      assertThat(kit.atomic.inUse()).isZero();
      assertThat(time.timers()).isZero();
    }
  }

  /** What nobody wants any more when listening begins, or fails to, is not kept. */
  @Test
  void x5_who_withdraws_before_it_listens_listens_no_more() {
    for (Fate fate :
        List.of(
            Fate.slow(Duration.ZERO, SECOND),
            Fate.unreachable(SECOND),
            Fate.slow(Duration.ZERO, SECOND.multipliedBy(3)))) {
      MemoryServer server = server("redis");
      VirtualKit one = kit(server, "one");
      kit(server, "two").lock("a", OPTIONS);
      one.link().planNext(fate, Question.WATCH);
      CompletableFuture<Lease> waiting = one.waitFor("a", OPTIONS);
      time.advance(Duration.ofMillis(1));
      waiting.cancel(false);
      time.advance(SECOND.multipliedBy(6));
      assertThat(server.watches()).isZero();
      assertThat(one.atomic.inUse()).as("the session").isLessThanOrEqualTo(1);
    }
  }

  /** The answer that came late is one watch too many. */
  @Test
  void x5_who_listens_by_its_second_request_listens_once() {
    MemoryServer server = server("redis");
    VirtualKit one = kit(server, "one");
    kit(server, "two").lock("a", OPTIONS);
    one.link().planNext(Fate.slow(Duration.ZERO, SECOND.multipliedBy(3)), Question.WATCH);
    var unused = one.waitFor("a", OPTIONS.retryInterval(SECOND.dividedBy(2)));
    time.advance(SECOND.multipliedBy(10));
    assertThat(server.watches()).isEqualTo(1);
  }

  @Test
  void x5_whose_longest_wait_ended_with_its_only_attempt_leaves_no_queue() {
    MemoryServer server = server("redis");
    VirtualKit one = kit(server, "one");
    kit(server, "two").lock("a", OPTIONS);
    one.lock("warm", OPTIONS);
    one.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.GRANT);
    CompletableFuture<Lease> waiting = one.waitFor("a", OPTIONS.maxWait(SECOND.dividedBy(2)));
    time.advance(SECOND);
    assertThat(waiting).isCompletedExceptionally();
    assertThat(one.atomic.inUse()).as("of the warm one").isEqualTo(4);
  }

  @Test
  void x5_who_withdraws_while_it_sleeps_leaves_no_queue_and_no_timer() {
    MemoryServer server = server("redis");
    VirtualKit one = kit(server, "one");
    kit(server, "two").lock("a", OPTIONS);
    one.lock("warm", OPTIONS);
    time.advance(SOON);
    int timers = time.timers();
    CompletableFuture<Lease> waiting = one.waitFor("a", OPTIONS);
    time.settle();
    waiting.cancel(false);
    time.advance(SOON);
    assertThat(one.atomic.inUse()).as("of the warm one").isEqualTo(4);
    assertThat(time.timers()).isEqualTo(timers);
  }

  /** Its session lives, and nothing is on its way on it any more. */
  @Test
  void x5_a_grant_that_is_refused_after_its_caller_went_away_keeps_no_session() {
    MemoryServer server = server("etcd");
    VirtualKit one = kit(server, "one");
    kit(server, "two").lock("a", OPTIONS);
    one.lock("warm", OPTIONS).release();
    one.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.GRANT);
    one.tryLock("a", OPTIONS).cancel(false);
    time.advance(LONG.multipliedBy(3));
    assertThat(one.atomic.inUse()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void w3_each_of_three_kits_has_its_share_and_in_the_end_nothing(String law) {
    MemoryServer server = server(law);
    List<VirtualKit> kits = List.of(kit(server, "a"), kit(server, "b"), kit(server, "c"));
    List<CompletableFuture<Lease>> waiting = new ArrayList<>();
    kits.forEach(kit -> waiting.add(kit.waitFor("a", OPTIONS)));
    int[] got = new int[kits.size()];
    int grants = 0;
    while (grants < 600) {
      for (int i = 0; i < got.length; i++) {
        if (waiting.get(i).isDone()) {
          Lease lease = now(waiting.get(i));
          assertThat(lease.isHeld()).isTrue();
          got[i]++;
          grants++;
          waiting.set(i, kits.get(i).waitFor("a", OPTIONS));
          lease.release();
        }
      }
      time.advance(Duration.ofMillis(1));
    }
    assertThat(Arrays.stream(got)).as("a quarter of a fair share").allMatch(many -> many >= 50);
    for (CompletableFuture<Lease> next : waiting) {
      if (!next.cancel(false)) {
        now(next).release();
      }
    }
    time.advance(SOON);
    assertThat(server.watches()).isZero();
    assertThat(server.records()).isZero();
    kits.forEach(kit -> assertThat(kit.atomic.inUse()).isLessThanOrEqualTo(1));
    kits.forEach(kit -> now(kit.atomic.giveUpEverything()));
    time.advance(LONG.dividedBy(2));
    assertThat(time.timers()).isZero();
  }
}
