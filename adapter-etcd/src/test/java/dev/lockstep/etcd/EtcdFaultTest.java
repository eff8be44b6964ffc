package dev.lockstep.etcd;

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
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store whose server or network fails, and an operator who meddles. */
@SuppressWarnings("NullAway.Init") // JUnit starts the server
final class EtcdFaultTest {
  private static final Key KEY = mutex("a");
  private static final Duration TTL = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofSeconds(10);

  private RealServer server;
  private FaultProxy proxy;
  private PortConfig config;
  private Node node;
  private EtcdOperator operator;

  @BeforeEach
  void connect() {
    server = Servers.etcd().owned().start();
    proxy = FaultProxy.before(server);
    config = PortConfig.of(proxy.url(server.url()));
    node = Node.on(EtcdBackend.store(config), TTL);
    operator = new EtcdOperator(server.url());
  }

  @AfterEach
  void end() {
    operator.close();
    node.store().close();
    proxy.close();
    server.close();
  }

  private boolean answerable() {
    return node.store()
        .get(KEY)
        .handle((found, error) -> error == null)
        .toCompletableFuture()
        .join();
  }

  private void assertUnavailable(Outcome outcome) {
    Outcome.Unknown unknown = answered(Outcome.Unknown.class, outcome);
    assertThat(unknown.cause())
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + proxy.port())
        .hasMessageContaining(KEY.path());
  }

  @Test
  void aLostReplyIsUnknownAndWhatWasWrittenIsFoundByItsTerm() {
    UUID term = UUID.randomUUID();
    proxy.loseNextReply("of this grant");
    assertUnavailable(answer(node.store().grant(KEY, term, body("of this grant"), node.session())));
    await().atMost(SOON).until(this::answerable);
    assertThat(answer(node.store().get(KEY)).map(Entry::term)).contains(term);
    Outcome.Done again = done(node.store().grant(KEY, term, body("of this grant"), node.session()));
    done(node.store().release(KEY, term, again.version()));
    assertThat(answer(node.store().get(KEY))).isEmpty();
  }

  @Test
  void aServerThatIsKilledAndStartedAgainIsUsedAgainAndLosesNothing() {
    Entry held = node.take(KEY);
    server.kill();
    assertUnavailable(answer(node.store().grant(KEY, UUID.randomUUID(), body(""), node.session())));
    assertThat(failure(node.store().get(KEY))).isInstanceOf(BackendUnavailableException.class);
    assertThat(answer(node.store().renew(node.session(), List.of(held))))
        .isInstanceOf(Renewal.Unknown.class);
    server.restart();
    await().atMost(SOON).until(this::answerable);
    alive(node.store().renew(node.session(), List.of(held)));
    done(node.store().release(KEY, held.term(), held.version()));
    assertThat(node.take(KEY).token()).isGreaterThan(held.token());
  }

  /** gRPC alone would try again after ever longer pauses. */
  @Test
  void aServerThatWasGoneForLongIsUsedAgainAsSoonAsSomebodyAsks() {
    proxy.refuse();
    proxy.reset();
    await().during(Duration.ofSeconds(12)).atMost(Duration.ofSeconds(20)).until(() -> true);
    assertThat(answerable()).isFalse();
    proxy.accept();
    await().atMost(Duration.ofSeconds(2)).until(this::answerable);
  }

  @Test
  void aSilentNetworkIsLeftBehind() {
    Entry held = node.take(KEY);
    proxy.blackHole();
    var asked = node.store().get(KEY).toCompletableFuture();
    // Nobody answers, nor says that nobody will; the engine bounds the wait.
    await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> !asked.isDone());
    proxy.heal();
    await().atMost(SOON).until(this::answerable);
    done(node.store().release(KEY, held.term(), held.version()));
  }

  @Test
  void aRevokedLeaseIsGone() {
    Entry held = node.take(KEY);
    operator.revokeLeaseOf(config.namespace() + "/" + KEY.path());
    assertThat(answer(node.store().renew(node.session(), List.of(held))))
        .isInstanceOf(Renewal.Gone.class);
    assertThat(
            refused(node.store().grant(KEY, UUID.randomUUID(), body(""), node.session()))
                .standing())
        .isEmpty();
  }

  @Test
  void watchersLookAgainAfterTheConnectionBroke() {
    Queue<Optional<Key>> hints = new ConcurrentLinkedQueue<>();
    answer(node.store().watch(KEY, hints::add));
    Entry held = node.take(KEY);
    assertThat(hints).isEmpty();
    proxy.reset();
    await().atMost(SOON).until(() -> hints.contains(Optional.<Key>empty()));
    hints.clear();
    await().atMost(SOON).until(this::answerable);
    done(node.store().release(KEY, held.term(), held.version()));
    await().atMost(SOON).until(() -> hints.contains(Optional.of(KEY)));
    assertThat(hints).hasSize(1);
  }

  private static long heard(Queue<Optional<Key>> hints) {
    return hints.stream().filter(Optional::isPresent).count();
  }

  /** Where a watch would go on, its revisions are gone: it ends, and another one begins. */
  @Test
  void watchersLookAgainAfterACompaction() {
    Queue<Optional<Key>> hints = new ConcurrentLinkedQueue<>();
    answer(node.store().watch(KEY, hints::add));
    Entry held = node.take(KEY);
    proxy.refuse();
    proxy.reset();
    operator.delete(config.namespace() + "/" + KEY.path());
    operator.compact();
    proxy.accept();
    await().atMost(SOON).until(() -> hints.contains(Optional.<Key>empty()));
    assertThat(hints).as("what was compacted is not heard").doesNotContain(Optional.of(KEY));
    hints.clear();
    await().atMost(SOON).until(this::answerable);
    // Said by the watch that ends next, too: the one after it may not have begun yet.
    AtomicLong releases = new AtomicLong();
    await()
        .atMost(SOON)
        .until(
            () -> {
              Entry next = node.take(KEY);
              assertThat(next.token()).isGreaterThan(held.token());
              done(node.store().release(KEY, next.term(), next.version()));
              releases.incrementAndGet();
              return heard(hints) > 0;
            });
    await()
        .during(Duration.ofMillis(500))
        .atMost(SOON)
        .failFast("each is heard once", () -> heard(hints) > releases.get())
        .until(() -> true);
  }

  @Test
  void aWatchThatIsUpToDateOutlivesACompaction() {
    Queue<Optional<Key>> hints = new ConcurrentLinkedQueue<>();
    answer(node.store().watch(KEY, hints::add));
    Entry held = node.take(KEY);
    operator.compact();
    done(node.store().release(KEY, held.term(), held.version()));
    await().atMost(SOON).until(() -> hints.contains(Optional.of(KEY)));
    assertThat(hints).hasSize(1);
  }

  @Test
  void aWatchFailsWhileTheServerIsGoneAndWorksAgainLater() {
    proxy.refuse();
    proxy.reset();
    assertThat(failure(node.store().watch(KEY, hint -> {})))
        .isInstanceOf(BackendUnavailableException.class);
    proxy.accept();
    await().atMost(SOON).until(this::answerable);
    Queue<Optional<Key>> hints = new ConcurrentLinkedQueue<>();
    answer(node.store().watch(KEY, hints::add));
    Entry held = node.take(KEY);
    done(node.store().release(KEY, held.term(), held.version()));
    await().atMost(SOON).until(() -> hints.contains(Optional.of(KEY)));
  }

  @Test
  void closingLeavesNoConnection() {
    answer(node.store().watch(KEY, hint -> {}));
    node.store().close();
    node.store().close();
    await().atMost(Duration.ofSeconds(3)).until(() -> proxy.openConnections() == 0);
    assertUnavailable(answer(node.store().grant(KEY, UUID.randomUUID(), body(""), node.session())));
  }
}
