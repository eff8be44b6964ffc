package dev.lockstep.consul;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.LeaseStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.http.impl.client.CloseableHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The requests of docs/backends/consul.md, counted where they leave the client. */
@Execution(ExecutionMode.SAME_THREAD) // What is counted must be of one test alone
@SuppressWarnings("NullAway.Init") // JUnit starts the server
final class ConsulFiguresTest {
  /** Renewed and audited every ten seconds, so that a figure rarely has that in it. */
  private static final LockOptions SELDOM_RENEWED =
      LockOptions.defaults().ttl(Duration.ofSeconds(60));

  private static final String LOOK = "GET /v1/kv";
  private static final String OPEN = "PUT /v1/session/create";
  private static final String RENEW = "PUT /v1/session/renew";
  private static final String TXN = "PUT /v1/txn";

  private static RealServer server;

  private final CountedRequests requests = new CountedRequests();
  private final CloseableHttpClient client = requests.client();

  @BeforeAll
  static void start() {
    server = Servers.start("consul");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  private Kit open() {
    return open(SELDOM_RENEWED);
  }

  private Kit open(LockOptions locks) {
    KitOptions options =
        KitOptions.of(server.url()).lockDefaults(locks).operationTimeout(Duration.ofSeconds(20));
    return Lockstep.connect(options, ConsulBackend.on(client));
  }

  /** Locks once: the session is open then, and the history known, which is read beside it. */
  private void warm(DistributedMutex mutex) {
    requests.take();
    mutex.lock().release();
    await().until(() -> requests.take().containsKey(LOOK));
  }

  /** Without those that time alone makes. */
  private Map<String, Long> asked() {
    Map<String, Long> asked = requests.take();
    asked.remove(RENEW);
    return asked;
  }

  @Test
  void aThousandUncontendedPairsAreTwoThousandRequests() {
    try (Kit kit = open()) {
      DistributedMutex mutex = kit.mutex("uncontended");
      warm(mutex);
      long began = System.nanoTime();
      for (int i = 0; i < 1000; i++) {
        mutex.lock().release();
      }
      long audits = 1 + Duration.ofNanos(System.nanoTime() - began).toSeconds() / 10;
      Map<String, Long> asked = asked();
      assertThat(asked).as("requests of 1000 pairs").containsKey(TXN);
      assertThat(asked.remove(TXN)).isBetween(2000L, 2000L + audits);
      // An audit may look at what was taken while it was made.
      assertThat(asked).isIn(Map.of(), Map.of(LOOK, 1L));
    }
  }

  @Test
  void connectingReadsTheHistoryAndTheShortestSession() {
    open().close(); // The first kit of a namespace makes its history.
    requests.take();
    try (Kit kit = open()) {
      assertThat(requests.take())
          .as("requests of connecting")
          .isEqualTo(Map.of(LOOK, 1L, "GET /v1/agent/self", 1L));
      assertThat(kit.mutex("first").tryLock()).isPresent();
      Map<String, Long> first = requests.take();
      await()
          .until(
              () -> {
                requests.take().forEach((kind, count) -> first.merge(kind, count, Long::sum));
                return first.containsKey(LOOK);
              });
      assertThat(first)
          .as("requests of the first lock")
          .isEqualTo(Map.of(OPEN, 1L, TXN, 1L, LOOK, 1L));
      assertThat(kit.mutex("first").tryLock()).isEmpty();
      assertThat(requests.take()).as("requests of a lock that the kit itself holds").isEmpty();
    }
    assertThat(asked())
        .as("requests of closing")
        .isEqualTo(Map.of(TXN, 1L, "PUT /v1/session/destroy", 1L));
  }

  @Test
  void aNamespaceIsMadeByTwoRequestsMore() {
    PortConfig config = PortConfig.of(server.url());
    new ConsulConnector(config).borrow(client).close();
    assertThat(requests.take())
        .as("requests of the first kit of a namespace")
        .isEqualTo(Map.of(LOOK, 2L, "PUT /v1/kv", 1L, "GET /v1/agent/self", 1L));
    new ConsulConnector(config.with(ConsulSettings.SESSION_TTL_MIN, Duration.ofSeconds(1)))
        .borrow(client)
        .close();
    assertThat(requests.take())
        .as("requests of a kit that is told the shortest session")
        .isEqualTo(Map.of(LOOK, 1L));
  }

  @Test
  void aLockThatIsTakenIsTwoRequests() {
    try (Kit holder = Lockstep.connect(server.url());
        Kit kit = open()) {
      warm(kit.mutex("other"));
      Lease held = holder.mutex("taken").with(SELDOM_RENEWED).lock();
      assertThat(kit.mutex("taken").tryLock()).isEmpty();
      assertThat(asked())
          .as("requests of a lock that is taken")
          .isEqualTo(Map.of(TXN, 1L, LOOK, 1L));
      held.release();
    }
  }

  @Test
  void aHandOverBetweenLocalWaitersIsOneRequest() throws Exception {
    try (Kit kit = open()) {
      DistributedMutex mutex = kit.mutex("local");
      warm(mutex);
      Lease held = mutex.lock();
      List<CompletableFuture<Lease>> waiting = List.of(mutex.lockAsync(), mutex.lockAsync());
      requests.take();
      held.release();
      Lease second = waiting.get(0).get(30, TimeUnit.SECONDS);
      assertThat(asked()).as("requests of one hand-over").isEqualTo(Map.of(TXN, 1L));
      second.release();
      waiting.get(1).get(30, TimeUnit.SECONDS).release();
    }
  }

  /** On the wire, where each request is one piece: also while the store listens to the key. */
  @Test
  void aHandOverIsNoNewsToWhoMadeIt() {
    try (FaultProxy proxy = FaultProxy.before(server);
        LeaseStore store = ConsulBackend.store(PortConfig.of(proxy.url(server.url())))) {
      Node node = Node.on(store, Duration.ofSeconds(60));
      Entry entry = node.take(Node.mutex("a"));
      answer(store.watch(entry.key(), hint -> {}));
      UUID term = entry.term();
      long version = entry.version();
      long before = proxy.traffic().requestChunks();
      long began = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        UUID next = UUID.randomUUID();
        version =
            done(store.regrant(entry.key(), term, version, next, Node.body(""), node.session()))
                .version();
        term = next;
      }
      long looks = 2 + 2 * (Duration.ofNanos(System.nanoTime() - began).toMillis() / 500 + 1);
      assertThat(proxy.traffic().requestChunks() - before).isBetween(50L, 50 + looks);
    }
  }

  @Test
  void aThousandHeldLocksAreRenewedByOneRequest() throws Exception {
    LockOptions locks = LockOptions.defaults().ttl(Duration.ofSeconds(12));
    try (Kit kit = open(locks)) {
      List<CompletableFuture<Lease>> asked = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        asked.add(kit.mutex("held-" + i).lockAsync());
      }
      List<Lease> held = new ArrayList<>();
      for (CompletableFuture<Lease> one : asked) {
        held.add(one.get(30, TimeUnit.SECONDS));
      }
      await().until(() -> !requests.take().containsKey(TXN));
      Duration validity = held.get(0).validity();
      assertThat(validity).isEqualTo(Duration.ofSeconds(6));
      long began = System.nanoTime();
      await().during(validity).atMost(validity.multipliedBy(4)).until(() -> true);
      Map<String, Long> counted = requests.take();
      long most = 2 + 4 * (System.nanoTime() - began) / validity.toNanos();
      assertThat(counted).as("requests of a validity").containsOnlyKeys(RENEW, LOOK);
      assertThat(counted.get(RENEW)).as("renewals").isBetween(2L, most);
      assertThat(counted.get(LOOK)).as("audits, which read all at once").isBetween(1L, most);
      assertThat(held).allMatch(Lease::isHeld);
    }
  }
}
