package dev.lockstep.memory;

import static dev.lockstep.port.Answers.alive;
import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.failure;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.port.Answers;
import dev.lockstep.port.Node;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MemoryServerTest {
  private static final Key KEY = mutex("a");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private VirtualBench bench = new VirtualBench(MemoryProfile.likeRedis());
  private Node a = node();
  private final List<Optional<Key>> hints = new ArrayList<>();

  @Test
  void expiryIsHintedOnTimeToWhoWatches() {
    Node b = node();
    answer(b.store().watch(KEY, hints::add));
    a.take(KEY);
    bench.pass(bench.ttl().minusNanos(1));
    assertThat(hints).isEmpty();
    bench.pass(Duration.ofNanos(1));
    assertThat(hints).containsExactly(Optional.of(KEY));
  }

  @Test
  void aRenewedRecordIsHintedOnlyWhenItIsOver() {
    answer(node().store().watch(KEY, hints::add));
    Entry entry = a.take(KEY);
    bench.pass(Duration.ofSeconds(2));
    alive(a.store().renew(a.session(), List.of(entry)));
    bench.pass(Duration.ofSeconds(2));
    assertThat(hints).isEmpty();
    bench.pass(SECOND);
    assertThat(hints).containsExactly(Optional.of(KEY));
  }

  @Test
  void aShorterRecordMovesTheAlarmForward() {
    answer(node().store().watch(KEY, hints::add));
    a.take(mutex("long"));
    a.take(KEY, answer(a.store().open(SECOND)));
    bench.pass(SECOND);
    assertThat(hints).containsExactly(Optional.of(KEY));
  }

  @Test
  void whoWatchesNothingHasNoTimer() {
    a.take(KEY);
    assertThat(bench.time.timers()).isZero();
    answer(a.store().watch(KEY, hints::add)).close();
    assertThat(bench.time.timers()).isZero();
    answer(a.store().watch(KEY, hints::add));
    assertThat(bench.time.timers()).isPositive();
    a.store().close();
    assertThat(bench.time.timers()).isZero();
    assertThat(bench.server.watches()).isZero();
  }

  @Test
  void resetLosesEverythingButTheGreatestToken() {
    Node b = node();
    answer(b.store().watch(mutex("other"), hints::add));
    Entry before = a.take(KEY);
    a.take(mutex("mark"), Session.none());
    History history = answer(a.store().history());
    bench.time.stepWall(Duration.ofDays(-1));
    bench.server.reset();
    bench.time.settle();
    assertThat(bench.server.records()).isZero();
    assertThat(hints).containsExactly(Optional.empty());
    assertThat(answer(a.store().history()).id()).isNotEqualTo(history.id());
    assertThat(answer(a.store().history()).tokenBase()).isGreaterThan(before.token());
    Entry after = b.take(KEY);
    assertThat(after.token()).isGreaterThan(before.token());
    assertThat(after.version()).isGreaterThan(before.version());
  }

  @Test
  void resetEndsSessions() {
    on(MemoryProfile.likeEtcd());
    a.take(KEY);
    bench.server.reset();
    assertThat(bench.server.sessions()).isZero();
    assertThat(answer(a.store().renew(a.session(), List.of()))).isEqualTo(new Renewal.Gone());
  }

  @Test
  void tokensFollowTheWallClockAndNeverGoBack() {
    long first = a.take(mutex("1")).token();
    assertThat(first).isGreaterThanOrEqualTo(bench.time.wallMillis() * 1000);
    bench.time.stepWall(Duration.ofDays(-1));
    long second = a.take(mutex("2")).token();
    assertThat(second).isGreaterThan(first);
    bench.time.stepWall(Duration.ofDays(2));
    long third = a.take(mutex("3")).token();
    assertThat(third).isEqualTo(bench.time.wallMillis() * 1000);
  }

  @Test
  void anOperatorDeletesBehindTheHoldersBack() {
    Entry entry = a.take(KEY);
    answer(node().store().watch(KEY, hints::add));
    assertThat(bench.server.delete("elsewhere", KEY)).isFalse();
    assertThat(bench.server.delete("here", KEY)).isTrue();
    assertThat(bench.server.delete("here", KEY)).isFalse();
    bench.time.settle();
    assertThat(hints).containsExactly(Optional.of(KEY));
    assertThat(alive(a.store().renew(a.session(), List.of(entry))).gone()).containsExactly(KEY);
  }

  @Test
  void aServerThatIsDownAnswersNobodyAndKeepsItsData() {
    Entry entry = a.take(KEY, Session.none());
    answer(node().store().watch(KEY, hints::add));
    bench.server.down();
    bench.server.down();
    Outcome grant = answer(a.store().grant(KEY, UUID.randomUUID(), body(""), a.session()));
    assertThat(Answers.answered(Outcome.Unknown.class, grant).cause())
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("memory:test");
    assertThat(answer(a.store().renew(a.session(), List.of()))).isInstanceOf(Renewal.Unknown.class);
    assertThat(failure(a.store().get(KEY))).isInstanceOf(BackendUnavailableException.class);
    assertThat(failure(a.store().history())).isInstanceOf(BackendUnavailableException.class);
    assertThat(failure(a.store().open(SECOND))).isInstanceOf(BackendUnavailableException.class);
    bench.server.up();
    bench.server.up();
    bench.time.settle();
    assertThat(hints).containsExactly(Optional.empty());
    assertThat(answer(a.store().get(KEY)).orElseThrow().token()).isEqualTo(entry.token());
  }

  @Test
  void whatIsOverWhileTheServerIsDownIsHintedWhenItIsUp() {
    a.take(KEY);
    answer(node().store().watch(KEY, hints::add));
    bench.server.down();
    bench.pass(bench.ttl().multipliedBy(2));
    assertThat(hints).isEmpty();
    bench.server.up();
    bench.time.settle();
    assertThat(hints).contains(Optional.empty(), Optional.of(KEY));
    assertThat(bench.server.records()).isZero();
  }

  @Test
  void likeConsulASessionStandsTwiceAsLongAsItIsGoodFor() {
    on(MemoryProfile.likeConsul());
    assertThat(a.session().validity()).isEqualTo(Duration.ofMillis(1500));
    assertThat(a.session().ttl()).isEqualTo(Duration.ofSeconds(3));
    Session odd = answer(a.store().open(Duration.ofMillis(101)));
    assertThat(odd.validity()).isEqualTo(Duration.ofMillis(51));
    assertThat(odd.ttl()).isEqualTo(Duration.ofMillis(102));
    a.take(KEY);
    bench.pass(Duration.ofSeconds(3).minusNanos(1));
    assertThat(bench.server.records()).isOne();
    bench.pass(Duration.ofNanos(1));
    assertThat(bench.server.records()).isZero();
  }

  @Test
  void likeZooKeeperARenewalCountsFromTheOneBefore() {
    on(MemoryProfile.likeZooKeeper());
    assertThat(a.session().basis()).isEqualTo(Session.Basis.PREVIOUS_SEND);
    a.take(KEY);
    bench.pass(SECOND);
    alive(a.store().renew(a.session(), List.of()));
    bench.pass(SECOND);
    alive(a.store().renew(a.session(), List.of()));
    bench.pass(Duration.ofSeconds(2).minusNanos(1));
    assertThat(bench.server.records()).isOne();
    bench.pass(Duration.ofNanos(1));
    assertThat(bench.server.records()).isZero();
  }

  @Test
  void likeNatsARenewalMovesTheVersion() {
    on(MemoryProfile.likeNats());
    Entry entry = a.take(KEY);
    Renewal.Alive alive = alive(a.store().renew(a.session(), List.of(entry)));
    assertThat(alive.moved().get(KEY)).isNotNull().isNotEqualTo(entry.version());
    assertThat(answer(a.store().rewrite(KEY, entry.term(), entry.version(), body(""))))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aLaggingServerExpiresLater() {
    on(MemoryProfile.likeRedis().withExpiryLag(SECOND));
    a.take(KEY);
    bench.pass(bench.ttl().plus(SECOND).minusNanos(1));
    assertThat(answer(a.store().get(KEY)).orElseThrow().left()).contains(Duration.ZERO);
    bench.pass(Duration.ofNanos(1));
    assertThat(answer(a.store().get(KEY))).isEmpty();
  }

  @Test
  void nothingOfANameOutlivesItsUse() {
    for (MemoryProfile law : List.of(MemoryProfile.likeRedis(), MemoryProfile.likeEtcd())) {
      on(law);
      for (int i = 0; i < 1000; i++) {
        Entry entry = a.take(mutex("name" + i));
        answer(a.store().watch(entry.key(), hints::add)).close();
        answer(a.store().release(entry.key(), entry.term(), entry.version()));
      }
      answer(a.store().end(a.session()));
      assertThat(bench.server.records()).isZero();
      assertThat(bench.server.sessions()).isZero();
      assertThat(bench.server.watches()).isZero();
      assertThat(bench.time.timers()).isZero();
    }
  }

  @Test
  void aSessionOfAnotherServerIsAnError() {
    Node stranger = Node.on(new VirtualBench(MemoryProfile.likeRedis()).connect("here"), SECOND);
    assertThatThrownBy(() -> a.store().grant(KEY, UUID.randomUUID(), body(""), stranger.session()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(failure(a.store().open(Duration.ofMillis(49))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(failure(a.store().open(Duration.ofSeconds(61))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClosedConnectionAnswersNothingAndLeavesItsRecords() {
    Node b = node();
    a.take(KEY);
    a.store().close();
    a.store().close();
    assertThat(failure(a.store().get(KEY))).isInstanceOf(BackendUnavailableException.class);
    assertThat(answer(b.store().get(KEY))).isPresent();
  }

  @Test
  void theServerTellsItsTime() {
    assertThat(answer(a.store().serverTime())).contains(bench.time.wall());
    assertThat(a.store().unwrap(MemoryServer.class)).contains(bench.server);
    assertThat(a.store().unwrap(String.class)).isEmpty();
    assertThat(a.store().endpoint()).isEqualTo("memory:test");
  }

  private Node node() {
    return Node.on(bench.connect("here"), bench.ttl());
  }

  private void on(MemoryProfile profile) {
    bench = new VirtualBench(profile);
    a = node();
  }
}
