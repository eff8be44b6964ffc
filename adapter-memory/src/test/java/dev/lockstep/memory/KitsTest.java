package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.failed;
import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.memory.VirtualKit.ttl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.DistributedMutex;
import dev.lockstep.EndCause;
import dev.lockstep.Holder;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.KitClosedException;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.Metadata;
import dev.lockstep.NumberLease;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a kit as a whole shows, tells and gives up, in virtual time. */
final class KitsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TTL = SECOND.multipliedBy(10);

  private final VirtualTime time = new VirtualTime();
  private final MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);
  private final List<String> news = new ArrayList<>();
  private final VirtualKit one = new VirtualKit(time, server, "one");
  private final VirtualKit two =
      new VirtualKit(time, server, "two", Runnable::run, new Noting(news));

  private record Noting(List<String> news) implements LockstepObserver {
    @Override
    public Span begin(Operation operation) {
      news.add("begin " + operation.type() + " " + operation.backend() + " " + operation.key());
      return error ->
          news.add(
              "end "
                  + operation.type()
                  + error.map(e -> " " + e.getClass().getSimpleName()).orElse(""));
    }

    @Override
    public void granted(Lease lease, Duration waited) {
      news.add("granted " + lease.key() + " after " + waited.toMillis());
    }

    @Override
    public void renewed(int leases, Duration latency, Duration left) {
      news.add("renewed " + leases + " in " + latency.toMillis());
    }

    @Override
    public void ended(LeaseEnd end, Duration held) {
      news.add("ended " + end.key() + " " + end.cause() + " after " + held.toMillis());
    }
  }

  // ---- locks by name

  @Test
  void m6_a_lock_is_locked_from_the_grant_until_its_record_is_gone_whoever_asks() {
    DistributedMutex mine = one.atomic.mutex("a");
    DistributedMutex theirs = two.atomic.mutex("a");
    assertThat(List.of(mine.isLocked(), theirs.isLocked())).containsOnly(false);
    assertThat(theirs.holder()).isEmpty();
    Lease lease = mine.lock();
    assertThat(List.of(mine.isLocked(), theirs.isLocked())).containsOnly(true);
    lease.release();
    assertThat(List.of(mine.isLocked(), theirs.isLocked())).containsOnly(false);
  }

  @Test
  void m12_others_read_who_holds_a_lock() {
    Lease lease = one.lock("a", ttl(TTL).metadata(Metadata.of("for a while")));
    assertThat(two.atomic.mutex("a").holder())
        .contains(
            new Holder(
                LeaseKind.MUTEX,
                "a",
                "one",
                lease.token(),
                Instant.ofEpochMilli(time.wallMillis()),
                Metadata.of("for a while")));
    one.lock("b");
    assertThat(two.atomic.mutex("b").holder().orElseThrow().metadata().text())
        .matches(
            "host=.+ pid="
                + ProcessHandle.current().pid()
                + " thread="
                + Thread.currentThread().getName());
  }

  @Test
  void m12_the_name_of_a_thread_may_be_long() {
    Thread here = Thread.currentThread();
    String name = here.getName();
    try {
      here.setName("t".repeat(200));
      one.lock("a");
      here.setName("t".repeat(201));
      one.lock("b");
    } finally {
      here.setName(name);
    }
    for (String key : List.of("a", "b")) {
      assertThat(two.atomic.mutex(key).holder().orElseThrow().metadata().text())
          .endsWith(" thread=" + "t".repeat(200));
    }
  }

  @Test
  void k1_a_lock_is_a_view_of_a_name() {
    DistributedMutex mutex = one.atomic.mutex("a/b");
    assertThat(mutex.key()).isEqualTo("a/b");
    assertThat(mutex.options()).isSameAs(one.atomic.lockDefaults());
    LockOptions other = LockOptions.defaults().fixed();
    assertThat(mutex.with(other).options()).isSameAs(other);
    assertThat(mutex.with(other).key()).isEqualTo("a/b");
    assertThat(mutex).hasToString("mutex 'a/b'");
    assertThatThrownBy(() -> one.atomic.mutex("")).isInstanceOf(InvalidOptionException.class);
    assertThat(LeaseEngine.encoded("a/b")).isEqualTo("a=2Fb");
  }

  @Test
  void m2_the_blocking_forms_answer_like_the_others() {
    DistributedMutex mutex = one.atomic.mutex("a");
    Lease lease = mutex.tryLock().orElseThrow();
    assertThat(two.atomic.mutex("a").tryLock()).isEmpty();
    lease.close();
    try (Lease again = two.atomic.mutex("a").lock()) {
      assertThat(again.isHeld()).isTrue();
    }
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void c1_the_native_side_can_be_reached() {
    assertThat(one.atomic.unwrap(FaultyNode.class)).contains(one.node);
    assertThat(one.atomic.unwrap(dev.lockstep.spi.LeaseStore.class)).contains(one.node.store());
    assertThat(one.atomic.unwrap(String.class)).isEmpty();
    assertThat(one.atomic.traits().minTtl()).isEqualTo(Duration.ofMillis(50));
  }

  // ---- the operator

  @Test
  void l6_an_operator_sees_what_is_held_and_takes_it_away() {
    Lease lease = one.lock("a", ttl(TTL));
    now(one.atomic.allocateNumberAsync("ids", 1));
    List<Holder> holders = two.atomic.inspector().holders(LeaseKind.MUTEX);
    assertThat(holders).extracting(Holder::key).containsExactly("a");
    assertThat(two.atomic.inspector().holders(LeaseKind.NUMBER))
        .extracting(Holder::key)
        .containsExactly("ids/0");
    assertThat(two.atomic.inspector().holders(LeaseKind.LEADER)).isEmpty();
    assertThat(two.atomic.inspector().revoke(holders.get(0))).isTrue();
    assertThat(two.atomic.inspector().revoke(holders.get(0))).as("it had ended").isFalse();
    time.advance(TTL);
    assertThat(now(lease.lost()).cause()).isEqualTo(EndCause.REVOKED);
  }

  @Test
  void l6_only_exactly_that_term_is_taken_away() {
    Lease lease = one.lock("a", ttl(TTL));
    one.lock("b", ttl(TTL));
    Holder seen = two.atomic.mutex("a").holder().orElseThrow();
    Holder other =
        new Holder(seen.kind(), "b", seen.nodeKey(), seen.token(), seen.since(), seen.metadata());
    assertThat(two.atomic.inspector().revoke(other)).isFalse();
    lease.release();
    Lease next = one.lock("a", ttl(TTL));
    assertThat(two.atomic.inspector().revoke(seen)).isFalse();
    assertThat(next.isHeld()).isTrue();
    assertThat(server.records()).isEqualTo(2);
  }

  @Test
  void l6_all_that_is_held_is_listed_page_by_page() {
    for (int i = 0; i < 2_500; i++) {
      one.lock("k" + i, ttl(TTL));
    }
    assertThat(two.atomic.inspector().holders(LeaseKind.MUTEX)).hasSize(2_500);
    assertThat(two.asked(Question.LIST)).isGreaterThan(1);
  }

  // ---- observers

  @Test
  void an_observer_hears_what_a_kit_does() {
    Lease lease = two.lock("a", ttl(TTL));
    assertThat(news)
        .startsWith("begin TRY_LOCK memory a")
        .containsSubsequence(
            "begin REQUEST memory a", "end REQUEST", "granted a after 0", "end TRY_LOCK");
    assertThat(news.stream().filter("end REQUEST"::equals))
        .as("each question ends once")
        .hasSameSizeAs(news.stream().filter(line -> line.startsWith("begin REQUEST")).toList());
    news.clear();
    time.advance(SECOND.multipliedBy(3));
    assertThat(news).containsSubsequence("begin REQUEST memory ", "renewed 1 in 0");
    news.clear();
    lease.release();
    assertThat(news)
        .contains("begin RELEASE memory a", "ended a RELEASED after 3000", "end RELEASE");
  }

  @Test
  void an_observer_hears_of_waits_and_failures() {
    one.lock("a", ttl(TTL).maxHold(SECOND));
    CompletableFuture<Lease> waiting = two.waitFor("a", ttl(TTL));
    assertThat(news).startsWith("begin LOCK memory a");
    time.advance(SECOND);
    assertThat(now(waiting).isHeld()).isTrue();
    assertThat(news).contains("granted a after 1000", "end LOCK");
    two.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<NumberLease> asked = two.atomic.allocateNumberAsync("ids", 1);
    time.advance(SECOND.multipliedBy(3));
    assertThat(failed(asked)).isInstanceOf(BackendUnavailableException.class);
    assertThat(news)
        .contains(
            "begin ALLOCATE memory ids",
            "end ALLOCATE BackendUnavailableException",
            "end REQUEST BackendUnavailableException");
    time.advance(TTL);
    assertThat(news).contains("ended a EXPIRED after " + heldMillis());
  }

  private String heldMillis() {
    return news.stream()
        .filter(line -> line.startsWith("ended a EXPIRED after "))
        .map(line -> line.substring("ended a EXPIRED after ".length()))
        .findFirst()
        .orElse("being told");
  }

  @Test
  void what_an_observer_throws_is_dropped() {
    LockstepObserver broken =
        new LockstepObserver() {
          @Override
          public Span begin(Operation operation) {
            if (operation.type() == Operation.Type.REQUEST) {
              throw new IllegalStateException("on purpose, at the beginning");
            }
            return error -> {
              throw new IllegalStateException("on purpose, at the end");
            };
          }

          @Override
          public void granted(Lease lease, Duration waited) {
            throw new IllegalStateException("on purpose, at a grant");
          }
        };
    VirtualKit kit = new VirtualKit(time, server, "three", Runnable::run, broken);
    Lease lease = kit.lock("a", ttl(TTL));
    lease.release();
    assertThat(lease.isHeld()).isFalse();
    assertThat(server.records()).isZero();
  }

  // ---- closing

  @Test
  void c1_closing_gives_up_everything_and_tells_it_once() {
    List<LeaseEnd> heard = new ArrayList<>();
    Lease lease = one.lock("a", ttl(TTL));
    lease.onEnd(heard::add);
    Lease kept = one.lock("b", ttl(TTL).minHold(TTL));
    kept.release();
    CompletableFuture<Lease> waiting = one.waitFor("a", ttl(TTL));
    one.atomic.close();
    one.atomic.close();
    assertThat(heard).extracting(LeaseEnd::cause).containsExactly(EndCause.CLOSED);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.lost().toCompletableFuture()).isNotDone();
    assertThat(failed(waiting)).isInstanceOf(KitClosedException.class);
    assertThat(server.records()).as("M13: close ends the minimum hold").isZero();
    assertThat(one.atomic.held()).isEmpty();
    assertThat(one.atomic.inUse()).isZero();
    time.advance(TTL);
    assertThat(time.timers()).as("X5").isZero();
  }

  @Test
  void c1_a_closed_kit_refuses_every_call() {
    DistributedMutex mutex = one.atomic.mutex("a");
    one.atomic.close();
    assertThatThrownBy(() -> one.atomic.mutex("a")).isInstanceOf(KitClosedException.class);
    assertThatThrownBy(() -> one.atomic.inspector()).isInstanceOf(KitClosedException.class);
    assertThat(failed(mutex.lockAsync())).isInstanceOf(KitClosedException.class);
    assertThat(failed(mutex.tryLockAsync())).isInstanceOf(KitClosedException.class);
    assertThatThrownBy(mutex::isLocked).isInstanceOf(KitClosedException.class);
    assertThatThrownBy(mutex::lock).isInstanceOf(KitClosedException.class);
  }

  @Test
  void c1_giving_up_waits_for_the_answers() {
    one.lock("a", ttl(TTL));
    one.link().delayReplies(SECOND);
    CompletableFuture<Void> given = one.atomic.giveUpEverything();
    assertThat(one.atomic.giveUpEverything()).isSameAs(given);
    time.advance(SECOND.minusMillis(1));
    assertThat(given).isNotDone();
    time.advance(SECOND.plusMillis(1));
    assertThat(given).as("the release, and the end of the session").isCompleted();
    assertThat(server.records()).isZero();
  }

  @Test
  void c1_a_lease_that_was_lost_before_is_told_so_at_the_close() {
    Lease lease = one.lock("a", ttl(TTL));
    time.stepWall(Duration.ofHours(1));
    now(one.atomic.giveUpEverything());
    assertThat(now(lease.lost()).cause()).isEqualTo(EndCause.SUSPENDED);
  }

  @Test
  void c1_what_is_on_its_way_when_a_kit_closes_is_given_back() {
    one.lock("warm", ttl(TTL));
    one.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.GRANT);
    CompletableFuture<Optional<Lease>> tried = one.tryLock("a", ttl(TTL));
    CompletableFuture<Void> given = one.atomic.giveUpEverything();
    time.advance(SECOND.multipliedBy(2));
    assertThat(given).isCompleted();
    assertThat(failed(tried)).isInstanceOf(KitClosedException.class);
    time.advance(TTL);
    assertThat(server.records()).isZero();
  }

  @Test
  void c2_a_kit_survives_a_restart_of_its_backend() {
    Lease lease = one.lock("a", ttl(TTL));
    server.down();
    time.advance(TTL.multipliedBy(2));
    assertThat(lease.isHeld()).isFalse();
    server.up();
    time.advance(SECOND);
    assertThat(one.lock("a", ttl(TTL)).token()).isGreaterThan(lease.token());
  }
}
