package dev.lockstep.nats;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.NumberLease;
import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.Direction;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.NatsServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Requests of each step, counted by the server. */
@Isolated // Threads that are counted must be of one test alone
@Execution(ExecutionMode.SAME_THREAD)
@SuppressWarnings("NullAway.Init") // JUnit connects before each test
final class NatsRoundTripsTest {
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final Key KEY = mutex("a");

  private NatsServer server;
  private PortConfig config;
  private LeaseStore store;
  private Session session;

  @BeforeEach
  void connect() {
    server = Servers.nats().start();
    config = PortConfig.of(server.url());
    store = NatsBackend.store(config);
    session = answer(store.open(TTL));
  }

  @AfterEach
  void disconnect() {
    store.close();
    server.close();
  }

  private long requests(Runnable step) {
    long before = server.messagesReceived();
    step.run();
    return server.messagesReceived() - before;
  }

  private void lockAndUnlock(Key key) {
    UUID term = UUID.randomUUID();
    Outcome.Done done = done(store.grant(key, term, body(""), session));
    done(store.release(key, term, done.version()));
  }

  /** Each moment of half a second costs a busy kit one more request, for the base of tokens. */
  @Test
  void anUncontendedLockIsOneRequestAndSoIsItsRelease() {
    int locks = 200;
    lockAndUnlock(KEY);
    long began = System.nanoTime();
    long requests =
        requests(
            () -> {
              for (int i = 0; i < locks; i++) {
                lockAndUnlock(KEY);
              }
            });
    long halfMoments = (System.nanoTime() - began) / (TokenBase.MOMENT / 2) + 1;
    assertThat(requests).isBetween(2L * locks, 2L * locks + halfMoments);
  }

  @Test
  void aLockThatWasNeverTakenIsNoMore() {
    lockAndUnlock(KEY);
    long began = System.nanoTime();
    long requests =
        requests(
            () -> {
              for (int i = 0; i < 100; i++) {
                lockAndUnlock(mutex("m" + i));
              }
            });
    long halfMoments = (System.nanoTime() - began) / (TokenBase.MOMENT / 2) + 1;
    assertThat(requests).isBetween(200L, 200L + halfMoments);
  }

  @Test
  void aLockThatAnotherKitReleasedJustNowTakesALook() {
    try (LeaseStore other = NatsBackend.store(config)) {
      Node theirs = Node.on(other, TTL);
      List<Long> requests = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Entry entry = theirs.take(KEY);
        done(other.release(KEY, entry.term(), entry.version()));
        requests.add(requests(() -> lockAndUnlock(KEY)));
      }
      // Refused by the marker, read, written over it, released; each may ask for the base too.
      assertThat(requests.get(0)).isBetween(4L, 6L);
      // The next times it looks first.
      assertThat(requests.subList(1, 5)).contains(3L).allMatch(count -> count <= 5);
      // Until a look shows that nobody else uses it any more.
      lockAndUnlock(KEY);
      requests.clear();
      for (int i = 0; i < 5; i++) {
        requests.add(requests(() -> lockAndUnlock(KEY)));
      }
      assertThat(requests).contains(2L).allMatch(count -> count <= 3);
    }
  }

  /** Who was cancelled must not have it after who holds it has released it (M4, M6). */
  @Test
  void aGrantThatNobodyWaitsForTakesNoFurtherStep() {
    try (FaultProxy proxy = FaultProxy.before(server);
        LeaseStore slow = NatsBackend.store(PortConfig.of(proxy.url(server.url())))) {
      UUID term = UUID.randomUUID();
      Session theirs = answer(slow.open(TTL));
      proxy.delay(Direction.TO_SERVER, Duration.ofMillis(300));
      // The base of tokens is to be read first, since nobody has locked anything before.
      CompletionStage<Outcome> asked = slow.grant(KEY, term, body(""), theirs);
      slow.unwanted(term);
      assertThat(answer(asked)).isEqualTo(new Outcome.Refused(Optional.empty()));
      assertThat(answer(store.get(KEY))).isEmpty();
      assertThat(answer(slow.grant(KEY, UUID.randomUUID(), body(""), theirs)))
          .isInstanceOf(Outcome.Done.class);
    }
  }

  @Test
  void aHandOverIsOneRequest() {
    UUID term = UUID.randomUUID();
    Outcome.Done first = done(store.grant(KEY, term, body(""), session));
    UUID next = UUID.randomUUID();
    assertThat(
            requests(
                () -> done(store.regrant(KEY, term, first.version(), next, body(""), session))))
        .isBetween(1L, 2L);
  }

  @Test
  void aRenewalIsOneRequestForEachRecord() {
    List<Entry> held = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      held.add(new Node(store, session).take(mutex("held-" + i)));
    }
    assertThat(requests(() -> answer(store.renew(session, held)))).isEqualTo(100);
  }

  @Test
  void hintsCostNothingButTheirSubscription() {
    answer(store.watch(KEY, hint -> {}));
    assertThat(server.subscriptions(Layout.hints("lockstep"))).isEqualTo(1);
    CompletableFuture<Void> hinted = new CompletableFuture<>();
    var listening = answer(store.watch(KEY, hint -> hinted.complete(null)));
    lockAndUnlock(KEY);
    answer(hinted);
    listening.close();
    // The answer to any request shows that the server has heard what was said before.
    answer(store.history());
    assertThat(server.subscriptions(Layout.hints("lockstep"))).isEqualTo(1);
  }

  /** Reader, writer, answers, news, timers and events of the connection. */
  @Test
  void aKitHasOneConnectionAndSixThreadsOfItsClient() {
    store.close();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> server.connections() == 0 && clientThreads().isEmpty());
    try (Kit kit = Lockstep.connect(KitOptions.of(server.url()));
        NumberLease number = kit.allocateNumber("pool", 3)) {
      kit.mutex("a").lock();
      kit.enableElection(ElectionOptions.of("domain").keepHeartbeat()).await();
      assertThat(number.isHeld()).isTrue();
      assertThat(server.connections()).isEqualTo(1);
      assertThat(clientThreads()).hasSizeBetween(4, 6).allMatch(Thread::isDaemon);
    }
  }

  private static List<Thread> clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lockstep-nats"))
        .toList();
  }
}
