package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.failed;
import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.memory.VirtualKit.ttl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.Inspector;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.NumberLease;
import dev.lockstep.Traits;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.engine.core.Law;
import dev.lockstep.engine.driver.EngineAtomic;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import dev.lockstep.spi.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Stores that throw, refuse, tell what was long ago, or grant whole seconds; in virtual time. */
final class StoresTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TTL = SECOND.multipliedBy(10);

  private final VirtualTime time = new VirtualTime();
  private final MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);
  private final FaultyNode node =
      new FaultyNode(new MemoryStore(server, "here", time, () -> {}), time, Link.sound());
  private final VirtualKit other = new VirtualKit(time, server, "two");
  private final List<String> ends = new ArrayList<>();
  private int asked;

  private <T> T instead(Class<T> type, T sound, String question, Supplier<Object> answer) {
    return StoreWithout.answer(
        type,
        sound,
        question,
        () -> {
          asked++;
          return answer.get();
        });
  }

  private EngineAtomic kit(String question, Supplier<Object> answer) {
    LockstepObserver observer =
        new LockstepObserver() {
          @Override
          public Span begin(Operation operation) {
            return error ->
                error.ifPresent(
                    e -> ends.add(operation.type() + " " + e.getClass().getSimpleName()));
          }
        };
    return EngineAtomic.on(
        instead(LeaseStore.class, node.store(), question, answer),
        new VirtualConfig(time, "one", Runnable::run, observer),
        Law.STANDARD,
        new Random(1));
  }

  private static CompletionStage<?> answered(Object answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private EngineAtomic refusing(String question) {
    return kit(question, StoreWithout::refused);
  }

  @Test
  void x4_what_a_store_throws_is_an_answer_that_did_not_come() {
    EngineAtomic kit =
        kit(
            "grant",
            () -> {
              throw new IllegalStateException("on purpose");
            });
    CompletableFuture<Optional<Lease>> tried = kit.mutex("a").with(ttl(TTL)).tryLockAsync();
    assertThat(tried).isNotDone();
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(tried))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("'a'")
        .hasMessageContaining("on purpose");
    assertThat(ends).startsWith("REQUEST IllegalStateException");
    assertThat(asked).isBetween(4, 12);
  }

  /** Long before its retry interval is over (W5). */
  @Test
  void c2_who_could_not_listen_listens_as_soon_as_it_can() {
    Lease held = other.lock("a", ttl(TTL));
    CompletionStage<?> deaf =
        StoreWithout.failed(new BackendUnavailableException("not now", null, "here", null));
    EngineAtomic kit =
        StoreWithout.kit(time, node.store(), "watch", StoreWithout.first(3, deaf, () -> null));
    CompletableFuture<Lease> waiting =
        kit.mutex("a").with(ttl(TTL).retryInterval(SECOND.multipliedBy(60))).lockAsync();
    time.advance(SECOND);
    assertThat(waiting).isNotDone();
    held.release();
    time.advance(SECOND.dividedBy(10));
    assertThat(now(waiting).isHeld()).isTrue();
  }

  /** The last try has less time than the store takes to say why (X1). */
  @Test
  void x4_what_was_said_tells_more_than_the_silence_at_the_end() {
    CompletionStage<?> said =
        answered(
            new Outcome.Unknown(new BackendUnavailableException("no replica", null, "here", null)));
    EngineAtomic kit =
        StoreWithout.kit(
            time, node.store(), "grant", StoreWithout.first(1, said, CompletableFuture::new));
    CompletableFuture<Optional<Lease>> tried = kit.mutex("a").with(ttl(TTL)).tryLockAsync();
    time.advance(SECOND.multipliedBy(3));
    assertThat(failed(tried)).hasMessage("no replica");
  }

  /** The last try has a part of the time only, which is nothing that the caller knows of (X1). */
  @Test
  void x1_silence_is_told_with_the_whole_time_that_there_was() {
    CompletionStage<?> silent =
        answered(
            new Outcome.Unknown(
                new BackendUnavailableException("silence", null, "here", new TimeoutException())));
    EngineAtomic kit =
        StoreWithout.kit(
            time, node.store(), "grant", StoreWithout.first(1, silent, CompletableFuture::new));
    CompletableFuture<Optional<Lease>> tried = kit.mutex("a").with(ttl(TTL)).tryLockAsync();
    time.advance(SECOND.multipliedBy(3));
    assertThat(failed(tried))
        .hasMessageStartingWith("memory:server did not answer within 2000 ms: taking 'a'");
  }

  @Test
  void x4_what_was_refused_is_told_at_once_and_not_asked_again() {
    assertThat(failed(refusing("grant").mutex("a").with(ttl(TTL)).tryLockAsync()))
        .isInstanceOf(BackendRefusedException.class);
    assertThatThrownBy(() -> refusing("get").mutex("a").isLocked())
        .isInstanceOf(BackendRefusedException.class);
    assertThatThrownBy(() -> refusing("list").inspector().holders(LeaseKind.MUTEX))
        .isInstanceOf(BackendRefusedException.class);
    assertThat(failed(refusing("keys").allocateNumberAsync("ids", 2)))
        .isInstanceOf(BackendRefusedException.class);
    assertThat(asked).isEqualTo(4);
    Lease lease = now(refusing("release").mutex("a").with(ttl(TTL)).tryLockAsync()).orElseThrow();
    assertThat(failed(lease.releaseAsync())).isInstanceOf(BackendRefusedException.class);
    time.advance(TTL);
    assertThat(asked).isEqualTo(5);
    assertThat(server.records()).as("not renewed any more").isZero();
  }

  /** Also who had been told before that somebody has it (M3). */
  @Test
  void x4_a_waiter_that_is_refused_waits_no_longer() {
    Lease held = other.lock("a", ttl(TTL));
    boolean[] refuses = {false};
    EngineAtomic kit =
        StoreWithout.kit(
            time, node.store(), "grant", () -> refuses[0] ? StoreWithout.refused() : null);
    CompletableFuture<Lease> waiting = kit.mutex("a").with(ttl(TTL)).lockAsync();
    time.advance(SECOND);
    assertThat(waiting).isNotDone();
    refuses[0] = true;
    held.release();
    time.advance(SECOND);
    assertThat(failed(waiting)).isInstanceOf(BackendRefusedException.class);
  }

  /** The names say that all are free, and each is taken: that has an end (X1, N3). */
  @Test
  void x1_looking_for_a_number_among_old_names_takes_no_longer_than_one_operation() {
    for (int i = 0; i < 50; i++) {
      now(other.atomic.allocateNumberAsync("ids", 50));
    }
    EngineAtomic kit = kit("keys", () -> answered(List.of()));
    node.link().delayReplies(Duration.ofMillis(300));
    CompletableFuture<NumberLease> number = kit.allocateNumberAsync("ids", 50);
    time.advance(SECOND.multipliedBy(2));
    assertThat(number).isNotDone();
    time.advance(Duration.ofMillis(300));
    assertThat(failed(number))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("allocating a number of");
  }

  @Test
  void l10_where_leases_last_whole_seconds_a_ttl_is_rounded_up() {
    Traits traits = instead(Traits.class, node.store().traits(), "ttlGranularity", () -> SECOND);
    EngineAtomic kit = kit("traits", () -> traits);
    for (String ttl : List.of("PT10.001S", "PT10.999S", "PT11S")) {
      Lease lease = now(kit.mutex(ttl).with(ttl(Duration.parse(ttl))).tryLockAsync()).orElseThrow();
      assertThat(lease.ttl()).isEqualTo(SECOND.multipliedBy(11));
    }
  }

  /** What is stale may say that all are taken, and be wrong (N3). */
  @Test
  void n3_names_that_stand_no_more_take_no_number() {
    EngineAtomic kit = kit("keys", () -> answered(List.of("0", "1")));
    assertThat(now(kit.allocateNumberAsync("ids", 2)).isHeld()).isTrue();
  }

  /** It may say that one is free, which then turns out to be taken: each is tried once. */
  @Test
  void n5_no_number_is_tried_twice() {
    now(other.atomic.allocateNumberAsync("ids", 1));
    EngineAtomic kit = kit("keys", () -> answered(List.of()));
    assertThat(failed(kit.allocateNumberAsync("ids", 1)))
        .isInstanceOf(NoAvailableNumberException.class);
  }

  /** Nothing stood there, nothing was made, and the session lives: that is asked again, in vain. */
  @Test
  void x5_a_grant_that_was_refused_for_nothing_keeps_no_session() {
    CompletionStage<?> refused = answered(new Outcome.Refused(Optional.empty()));
    EngineAtomic kit =
        StoreWithout.kit(time, node.store(), "grant", StoreWithout.first(1, refused, () -> null));
    CompletableFuture<Optional<Lease>> tried = kit.mutex("a").with(ttl(TTL)).tryLockAsync();
    time.advance(SECOND);
    now(tried).orElseThrow().release();
    time.advance(TTL.multipliedBy(3));
    assertThat(kit.inUse()).isZero();
  }

  /** A follower that lags shows it; tokens that were observed never go back. */
  @Test
  void e8_an_older_leader_is_not_shown_after_a_newer() {
    List<Entry> shown = new ArrayList<>();
    for (String name : List.of("two", "three")) {
      VirtualKit leader = new VirtualKit(time, server, name);
      now(leader.atomic.enableElectionAsync(ElectionOptions.of("d")));
      shown.add(now(node.store().get(KeyCodec.leader("d"))).orElseThrow());
      now(leader.atomic.leaveElectionAsync("d"));
    }
    EngineAtomic kit = kit("get", () -> answered(Optional.of(shown.get(asked % 2))));
    now(kit.enableElectionAsync(ElectionOptions.of("d")));
    List<Long> tokens = new ArrayList<>();
    kit.election("d")
        .observeLeader(leader -> leader.ifPresent(holder -> tokens.add(holder.token())));
    time.advance(SECOND.multipliedBy(5));
    assertThat(asked).isGreaterThanOrEqualTo(5);
    assertThat(tokens).containsExactly(shown.get(1).token());
  }

  /** What a listing lacks is a suspicion only: the record itself decides. */
  @Test
  void l6_a_listing_that_lacks_a_record_takes_nothing_away() {
    MemoryServer etcd = new MemoryServer("server", MemoryProfile.like("etcd"), time);
    MemoryStore store = new MemoryStore(etcd, "here", time, () -> {});
    EngineAtomic kit =
        EngineAtomic.on(
            instead(LeaseStore.class, store, "audit", () -> answered(Set.of())),
            new VirtualConfig(time),
            Law.STANDARD,
            new Random(1));
    Lease lease = now(kit.mutex("a").with(ttl(TTL)).tryLockAsync()).orElseThrow();
    time.advance(TTL.multipliedBy(3));
    assertThat(asked).isGreaterThan(3);
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void l6_an_operator_is_told_what_was_not_taken_away() {
    other.lock("a", ttl(TTL));
    Inspector refused = refusing("release").inspector();
    Holder holder = refused.holders(LeaseKind.MUTEX).get(0);
    assertThatThrownBy(() -> refused.revoke(holder)).isInstanceOf(BackendRefusedException.class);
    Inspector late =
        kit("release", () -> answered(new Outcome.Refused(Optional.empty()))).inspector();
    assertThat(late.revoke(holder)).as("gone just before").isFalse();
  }

  @Test
  void x4_a_number_that_is_refused_is_refused_at_once() {
    assertThat(failed(refusing("grant").allocateNumberAsync("ids", 2)))
        .isInstanceOf(BackendRefusedException.class);
    assertThat(asked).isEqualTo(1);
  }
}
