package dev.lockstep.redis;

import static dev.lockstep.port.Answers.alive;
import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.answered;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Answers.failure;
import static dev.lockstep.port.Answers.refused;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** A store whose server or network fails, and an operator who meddles. */
@SuppressWarnings("NullAway.Init") // JUnit starts the server
@Isolated // Counts the threads of the JVM.
@Execution(ExecutionMode.SAME_THREAD)
final class RedisFaultTest {
  private static final Key KEY = mutex("a");
  private static final Duration TTL = Duration.ofSeconds(2);

  /** No answer may take longer than the operation timeout, which is a second, and some. */
  private static final Duration SOON = Duration.ofSeconds(3);

  private RedisServer server;
  private FaultProxy proxy;
  private PortConfig config;
  private Node node;

  @BeforeEach
  void connect() {
    server = Servers.redis().owned().start();
    proxy = FaultProxy.before(server);
    config = PortConfig.of(proxy.url(server.url()));
    node = Node.on(RedisBackend.store(config), TTL);
  }

  @AfterEach
  void end() {
    node.store().close();
    proxy.close();
    server.close();
  }

  private Outcome grant(UUID term) {
    return answer(node.store().grant(KEY, term, body(""), node.session()));
  }

  private BackendUnavailableException unavailable(Outcome outcome) {
    return answered(
        BackendUnavailableException.class, answered(Outcome.Unknown.class, outcome).cause());
  }

  private void operator(String... command) {
    RedisClient client = RedisClient.create(server.url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      switch (command[0]) {
        case "FLUSHALL" -> connection.sync().flushall();
        case "SCRIPT FLUSH" -> connection.sync().scriptFlush();
        case "PERSIST" -> connection.sync().keys("*/mutex/*").forEach(connection.sync()::persist);
        default -> throw new IllegalArgumentException(command[0]);
      }
    } finally {
      client.shutdown();
    }
  }

  @Test
  void aLostReplyIsUnknownAtOnceAndIsNotSentAgain() {
    UUID term = UUID.randomUUID();
    node.take(mutex("warm"));
    Map<String, Long> before = server.commandCalls();
    proxy.loseNextReply("EVALSHA");
    BackendUnavailableException lost = unavailable(grant(term));
    assertThat(lost.endpoint()).contains("127.0.0.1:" + proxy.port());
    assertThat(lost).hasMessageContaining(KEY.path());
    await().atMost(SOON).until(() -> answerable());
    assertThat(answer(node.store().get(KEY)).map(Entry::term)).contains(term);
    assertThat(calls("evalsha") - before.getOrDefault("evalsha", 0L)).isLessThanOrEqualTo(4);
    assertThat(grant(term)).isInstanceOf(Outcome.Done.class);
  }

  private boolean answerable() {
    return node.store().history().handle((h, e) -> e == null).toCompletableFuture().join();
  }

  private long calls(String command) {
    return server.commandCalls().getOrDefault(command, 0L);
  }

  @Test
  void aServerThatIsKilledAndStartedAgainIsUsedAgainAndTokensRise() {
    Entry first = node.take(KEY);
    server.kill();
    long asked = System.nanoTime();
    unavailable(grant(UUID.randomUUID()));
    assertThat(failure(node.store().get(KEY))).isInstanceOf(BackendUnavailableException.class);
    assertThat(answer(node.store().renew(node.session(), List.of(first))))
        .isInstanceOf(Renewal.Unknown.class);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
    server.restart();
    await().atMost(SOON).until(this::answerable);
    answer(node.store().release(KEY, first.term(), first.version()));
    Entry second = node.take(KEY);
    assertThat(second.token()).isGreaterThan(first.token());
  }

  @Test
  void aSilentNetworkIsUnavailableInTimeAndLeftBehind() {
    Entry entry = node.take(KEY);
    proxy.blackHole();
    long asked = System.nanoTime();
    unavailable(grant(UUID.randomUUID()));
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
    // The old connection would stay silent for ever: only a new one is served.
    await().atMost(SOON).until(() -> proxy.traffic().connections() >= 2);
    proxy.heal();
    await().atMost(Duration.ofSeconds(10)).until(this::answerable);
    done(node.store().release(KEY, entry.term(), entry.version()));
  }

  @Test
  void scriptsThatTheServerForgotAreSentAnew() {
    operator("SCRIPT FLUSH");
    Entry entry = node.take(KEY);
    operator("SCRIPT FLUSH");
    assertThat(alive(node.store().renew(node.session(), List.of(entry))).gone()).isEmpty();
    done(node.store().release(KEY, entry.term(), entry.version()));
  }

  @Test
  void tokensRiseAndTheHistoryChangesWhenEverythingIsFlushed() {
    Entry first = node.take(KEY);
    var history = answer(node.store().history());
    operator("FLUSHALL");
    assertThat(alive(node.store().renew(node.session(), List.of(first))).gone())
        .containsExactly(KEY);
    Entry second = node.take(KEY);
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(second.version()).isGreaterThan(first.version());
    assertThat(answer(node.store().history()).id()).isNotEqualTo(history.id());
  }

  @Test
  void aRecordWhoseExpiryWasTakenAwayExpiresAllTheSame() {
    node.take(KEY);
    operator("PERSIST");
    Outcome.Refused refused =
        refused(node.store().grant(KEY, UUID.randomUUID(), body(""), node.session()));
    assertThat(refused.standing().flatMap(Entry::left)).contains(TTL);
    await().atMost(SOON).until(() -> answer(node.store().get(KEY)).isEmpty());
  }

  @Test
  void aLockIsOneRequestAndItsReleaseToo() {
    node.take(mutex("warm"));
    Entry warm = node.take(mutex("warm too"));
    done(node.store().release(warm.key(), warm.term(), warm.version()));
    long before = calls("evalsha");
    UUID term = UUID.randomUUID();
    Outcome.Done granted = done(node.store().grant(KEY, term, body(""), node.session()));
    assertThat(calls("evalsha")).isEqualTo(before + 1);
    done(node.store().release(KEY, term, granted.version()));
    assertThat(calls("evalsha")).isEqualTo(before + 2);
    assertThat(calls("eval") + calls("script|load")).isLessThanOrEqualTo(3);
    assertThat(server.commandCalls()).doesNotContainKeys("scan", "keys");
  }

  private CompletionStage<Entry> granted(Key key) {
    UUID term = UUID.randomUUID();
    return node.store()
        .grant(key, term, body("b"), node.session())
        .thenApply(outcome -> new Entry(key, term, body("b"), 1, 1, Optional.empty()));
  }

  @Test
  void manyRecordsAreRenewedInFewRequests() {
    node.store().close();
    // So that the first of them still stand when a busy machine has made the last, and that one
    // write of all of them may take it a while: a connection that is deaf for longer is given up.
    LeaseStore patient = RedisBackend.store(config.answerWithin(Duration.ofSeconds(20)));
    node = Node.on(patient, Duration.ofMinutes(1));
    // In parts: ten thousand at once may take a busy machine longer than one answer may.
    List<Entry> held = new ArrayList<>();
    for (int part = 0; part < 20; part++) {
      IntStream.range(part * 500, (part + 1) * 500)
          .mapToObj(i -> granted(mutex("many-" + i)))
          .toList()
          .forEach(granting -> held.add(answer(granting)));
    }
    answer(node.store().renew(node.session(), held.subList(0, 1)));
    long before = calls("evalsha");
    long requests = proxy.traffic().requestChunks();
    assertThat(alive(node.store().renew(node.session(), held)).gone()).isEmpty();
    assertThat(calls("evalsha") - before).isBetween(100L, 164L);
    assertThat(proxy.traffic().requestChunks() - requests).isLessThan(400);
    answer(node.store().end(node.session()));
    assertThat(answer(node.store().keys("mutex", ""))).isEmpty();
  }

  @Test
  void watchersLookAgainAfterTheConnectionBroke() {
    Queue<Optional<Key>> hints = new ConcurrentLinkedQueue<>();
    answer(node.store().watch(KEY, hints::add));
    assertThat(hints).isEmpty();
    proxy.reset();
    await().atMost(SOON).until(() -> hints.contains(Optional.<Key>empty()));
    hints.clear();
    await().atMost(SOON).until(this::answerable);
    Entry entry = node.take(KEY);
    done(node.store().release(KEY, entry.term(), entry.version()));
    await().atMost(SOON).until(() -> hints.contains(Optional.of(KEY)));
  }

  @Test
  void aWatchFailsWhileTheServerIsGoneAndWorksAgainLater() {
    proxy.refuse();
    proxy.reset();
    assertThat(failure(node.store().watch(KEY, hint -> {})))
        .isInstanceOf(BackendUnavailableException.class);
    proxy.accept();
    Queue<Optional<Key>> hints = new ConcurrentLinkedQueue<>();
    answer(node.store().watch(KEY, hints::add));
    await().atMost(SOON).until(this::answerable);
    Entry entry = node.take(KEY);
    done(node.store().release(KEY, entry.term(), entry.version()));
    await().atMost(SOON).until(() -> hints.contains(Optional.of(KEY)));
  }

  @Test
  void connectionsOfWatchesEndWhenNobodyWatches() {
    answer(node.store().watch(KEY, hint -> {})).close();
    assertThat(proxy.openConnections()).isEqualTo(2);
    await().atMost(Duration.ofSeconds(40)).until(() -> proxy.openConnections() == 1);
  }

  @Test
  void closingLeavesNoThreadAndNoConnection() {
    answer(node.store().watch(KEY, hint -> {}));
    node.store().close();
    await().atMost(SOON).until(() -> proxy.openConnections() == 0 && ownThreads() == 0);
    unavailable(grant(UUID.randomUUID()));
    LeaseStore again = RedisBackend.store(config);
    answer(again.history());
    again.close();
    again.close();
    await().atMost(SOON).until(() -> ownThreads() == 0);
  }

  private static long ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lockstep-redis"))
        .count();
  }
}
