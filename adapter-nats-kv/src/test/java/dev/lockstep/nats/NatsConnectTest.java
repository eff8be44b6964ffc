package dev.lockstep.nats;

import static dev.lockstep.port.Answers.alive;
import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Answers.failure;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Durability;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.NatsServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Connecting, and every way in which it fails (X1). */
@Isolated // Threads that are left must be of one test alone
@Execution(ExecutionMode.SAME_THREAD)
final class NatsConnectTest {
  private static final String SECRET = "open-sesame";

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void nothingIsLeft() {
    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("lockstep-nats")));
  }

  private static Throwable failing(PortConfig config) {
    Throwable failed = catchThrowable(() -> NatsBackend.store(config).close());
    assertThat(failed).isNotNull().hasMessageNotContaining(SECRET);
    return failed;
  }

  private static void works(PortConfig config) {
    try (LeaseStore store = NatsBackend.store(config)) {
      Node node = Node.on(store, Duration.ofSeconds(2));
      Entry entry = node.take(mutex("a"));
      done(store.release(entry.key(), entry.term(), entry.version()));
    }
  }

  private static PortConfig at(NatsServer server) {
    return PortConfig.of(server.url());
  }

  private String file(String name, CharSequence content) throws Exception {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void aRefusedConnectionIsUnavailable() {
    try (NatsServer server = Servers.nats().start()) {
      server.kill();
      assertThat(failing(at(server)))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("127.0.0.1:" + server.port());
    }
  }

  @Test
  void aSilentServerIsUnavailableWithinTheConnectTimeout() {
    try (NatsServer server = Servers.nats().start();
        FaultProxy proxy = FaultProxy.before(server)) {
      proxy.blackHole();
      long began = System.nanoTime();
      Throwable failed =
          failing(PortConfig.of(proxy.url(server.url())).connectWithin(Duration.ofSeconds(1)));
      assertThat(failed).isInstanceOf(BackendUnavailableException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void anOldServerIsRefusedByItsVersion() {
    try (NatsServer server = Servers.nats().suite("bookworm").start()) {
      assertThat(failing(at(server)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("version 2.9")
          .hasMessageContaining("2.12.1");
      // By fact too: it makes a bucket that knows no time to live.
      assertThat(failing(at(server).with(NatsSettings.VALIDATE_SERVER, false)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("allow_msg_ttl is false and must be true");
    }
  }

  @Test
  void aServerWithoutJetStreamIsRefusedByThatName() {
    try (NatsServer server = Servers.nats().withoutJetStream().start()) {
      assertThat(failing(at(server)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("JetStream does not")
          .hasMessageContaining("-js");
    }
  }

  @Test
  void aWrongPasswordIsRefusedAndARightOneIsNot() {
    // With characters that a URL carries encoded only.
    try (NatsServer server = Servers.nats().user("app", SECRET + "/47%11").start()) {
      works(at(server));
      String place = "@" + server.host() + ":" + server.port();
      long began = System.nanoTime();
      PortConfig wrong = PortConfig.of("nats://app:wrong" + place);
      assertThat(failing(wrong.connectWithin(Duration.ofMinutes(1))))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("check user and password")
          .hasMessageNotContaining("wrong@");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
      assertThat(failing(PortConfig.of("nats://" + place.substring(1))))
          .isInstanceOf(BackendRefusedException.class);
    }
  }

  @Test
  void aUserOrAPasswordAloneIsAToken() {
    // jnats sends it as it is, though within quotes.
    try (NatsServer server =
        Servers.nats().configured("authorization { token: '" + SECRET + "\"\\' }").start()) {
      works(PortConfig.of("nats://" + SECRET + "%22%5C@" + server.host() + ":" + server.port()));
    }
    try (NatsServer server =
        Servers.nats().configured("authorization { token: \"" + SECRET + "\" }").start()) {
      String place = "@" + server.host() + ":" + server.port();
      works(PortConfig.of("nats://" + SECRET + place));
      works(PortConfig.of("nats://:" + SECRET + place));
      assertThat(failing(PortConfig.of("nats://wrong" + place)))
          .isInstanceOf(BackendRefusedException.class);
      assertThat(
              failing(PortConfig.of("nats://" + SECRET + place).with(NatsSettings.NKEY, "user.nk")))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("a token and nkey");
    }
  }

  @Test
  void anNkeySignsForItsUser() throws Exception {
    NKey user = NKey.createUser(null);
    String line =
        "authorization { users: [ { nkey: %s } ] }".formatted(new String(user.getPublicKey()));
    try (NatsServer server = Servers.nats().configured(line).start()) {
      String seed = file("user.nk", new String(user.getSeed()));
      works(at(server).with(NatsSettings.NKEY, seed));
      String other = file("other.nk", new String(NKey.createUser(null).getSeed()));
      assertThat(failing(at(server).with(NatsSettings.NKEY, other)))
          .isInstanceOf(BackendRefusedException.class);
      assertThat(failing(at(server).with(NatsSettings.NKEY, file("no.nk", "no seed"))))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("nkey");
      assertThat(failing(at(server).with(NatsSettings.NKEY, "/nowhere/user.nk")))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("/nowhere/user.nk");
    }
  }

  @Test
  void credentialsNameAUserOfAnAccount() throws Exception {
    Decentralized accounts = new Decentralized();
    try (NatsServer server = Servers.nats().configured(accounts.configuration()).start()) {
      works(at(server).with(NatsSettings.CREDENTIALS, file("user.creds", accounts.credentials())));
      String foreign = file("foreign.creds", new Decentralized().credentials());
      assertThat(failing(at(server).with(NatsSettings.CREDENTIALS, foreign)))
          .isInstanceOf(BackendRefusedException.class);
    }
  }

  @Test
  void aUserWithoutRightsIsRefused() {
    String line =
        "authorization { users: [ { user: app, password: \"%s\", permissions: { publish: { allow: \"$JS.API.>\" } } } ] }"
            .formatted(SECRET);
    try (NatsServer server = Servers.nats().configured(line).start();
        LeaseStore store =
            NatsBackend.store(
                PortConfig.of(
                    "nats://app:" + SECRET + "@" + server.host() + ":" + server.port()))) {
      assertThat(failure(store.history()))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("Permissions Violation")
          .hasMessageContaining("grant this user")
          .hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void tlsTrustsWhatItIsTold() throws Exception {
    try (NatsServer server = Servers.nats().withTls().start()) {
      String certificate = server.certificate().orElseThrow().toString();
      works(at(server).with(NatsSettings.TLS_CA, certificate));
      works(at(server).with(NatsSettings.TLS, true).with(NatsSettings.TLS_VERIFY, false));
      assertThat(failing(at(server).with(NatsSettings.TLS, true)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("TLS");
      assertThat(failing(at(server)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("the server wants TLS");
      assertThat(failing(at(server).with(NatsSettings.TLS_CA, "/nowhere/ca.pem")))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("tls-ca");
      assertThat(failing(at(server).with(NatsSettings.TLS_CA, file("ca.pem", "none"))))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("tls-ca");
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    try (NatsServer server = Servers.nats().withTls().start();
        OtherAddress other = new OtherAddress(server.port())) {
      String certificate = server.certificate().orElseThrow().toString();
      // It is of 127.0.0.1 and localhost.
      PortConfig config =
          PortConfig.of("nats://" + OtherAddress.HOST + ":" + other.port())
              .with(NatsSettings.TLS_CA, certificate);
      assertThat(failing(config))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining(OtherAddress.HOST + " found");
      works(config.with(NatsSettings.TLS_VERIFY, false));
    }
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsRefused() {
    try (NatsServer server = Servers.nats().start()) {
      assertThat(failing(at(server).with(NatsSettings.TLS, true)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("does not speak TLS");
    }
  }

  @Test
  void aBucketOfAnotherKindIsRefusedWithTheDifferences() throws Exception {
    try (NatsServer server = Servers.nats().start();
        Connection operator = Nats.connect(server.url())) {
      operator
          .keyValueManagement()
          .create(
              KeyValueConfiguration.builder()
                  // jnats remembers for the whole process how a stream of that name is to be read.
                  .name("foreign")
                  .maxHistoryPerKey(5)
                  .ttl(Duration.ofMinutes(1))
                  .build());
      assertThat(failing(at(server).with(NatsSettings.BUCKET, "foreign")))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("max_msgs_per_subject is 5 and must be 1")
          .hasMessageContaining("max_age is PT1M and must be PT0S")
          .hasMessageContaining("allow_msg_ttl is false and must be true");
      works(at(server));
    }
  }

  @Test
  void aBucketThatMayNotBeMadeHasToBeThere() {
    try (NatsServer server = Servers.nats().start()) {
      PortConfig config = at(server).with(NatsSettings.CREATE_BUCKET, false);
      assertThat(failing(config))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("create-bucket");
      works(at(server));
      works(config);
      assertThat(failing(at(server).with(NatsSettings.BUCKET, "a.b")))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("bucket");
    }
  }

  @Test
  void theBucketIsOneForTheToolsOfTheKv() throws Exception {
    try (NatsServer server = Servers.nats().start();
        Connection operator = Nats.connect(server.url());
        LeaseStore store = NatsBackend.store(at(server))) {
      Node.on(store, Duration.ofSeconds(30)).take(mutex("a"));
      KeyValue bucket = operator.keyValue("lockstep");
      assertThat(bucket.keys()).hasSize(2).anyMatch(key -> key.endsWith(".mutex.a"));
    }
  }

  @Test
  void anotherServerOfTheListDoes() {
    try (NatsServer server = Servers.nats().start();
        NatsServer gone = Servers.nats().start()) {
      gone.kill();
      KitOptions options =
          KitOptions.of("nats://127.0.0.1:" + gone.port() + ",127.0.0.1:" + server.port());
      try (Kit kit = Lockstep.connect(options)) {
        kit.mutex("a").lock().release();
        assertThat(kit.traits().durability()).isEqualTo(Durability.LOCAL);
      }
    }
  }

  /** It is told to the server as the connection's name, which jnats sends as it is. */
  @Test
  void aNodeKeyMayBeAnyText() {
    try (NatsServer server = Servers.nats().start()) {
      for (String nodeKey : List.of("a\nb", "\"a\\b", "узел\r\n%")) {
        KitOptions options = KitOptions.of(server.url()).nodeKey(nodeKey);
        try (Kit kit = Lockstep.connect(options)) {
          kit.mutex("a").lock().release();
        }
      }
    }
  }

  @Test
  void aBorrowedConnectionStaysAsItIs() throws Exception {
    try (NatsServer server = Servers.nats().start();
        Connection connection = Nats.connect(server.url())) {
      KitOptions options = KitOptions.of(server.url());
      try (Kit kit = Lockstep.connect(options, NatsBackend.on(connection))) {
        assertThat(kit.unwrap(Connection.class)).containsSame(connection);
        kit.mutex("a").lock().release();
      }
      assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
    }
  }

  @Test
  void aBucketThatWasDeletedIsMadeAgain() throws Exception {
    try (NatsServer server = Servers.nats().start();
        Connection operator = Nats.connect(server.url());
        LeaseStore store = NatsBackend.store(at(server));
        LeaseStore strict = NatsBackend.store(at(server).with(NatsSettings.CREATE_BUCKET, false))) {
      Node node = Node.on(store, Duration.ofSeconds(30));
      Entry before = node.take(mutex("a"));
      operator.jetStreamManagement().deleteStream("KV_lockstep");
      assertThat(failure(strict.get(mutex("a")))).isInstanceOf(BackendRefusedException.class);
      assertThat(grantedAtLast(node, mutex("a")).token()).isGreaterThan(before.token());
    }
  }

  /** The first record of either bucket, so that its sequence could be the same. */
  @Test
  void whoHeldALockInADeletedBucketDoesNotWriteOverTheNextHolder() throws Exception {
    try (NatsServer server = Servers.nats().start();
        Connection operator = Nats.connect(server.url())) {
      PortConfig config = at(server);
      try (LeaseStore one = NatsBackend.store(config);
          LeaseStore two = NatsBackend.store(config)) {
        Node before = Node.on(one, Duration.ofSeconds(30));
        Entry held = before.take(mutex("a"));
        operator.jetStreamManagement().deleteStream("KV_lockstep");
        Node after = Node.on(two, Duration.ofSeconds(30));
        Outcome.Done next = grantedAtLast(after, mutex("a"));
        assertThat(alive(one.renew(before.session(), List.of(held))).gone())
            .containsExactly(mutex("a"));
        assertThat(answer(two.get(mutex("a"))).orElseThrow().token()).isEqualTo(next.token());
      }
    }
  }

  /** The server forgets a stream first, and then takes away what files it finds there. */
  @Test
  void aBucketThatIsAskedForWhileItIsDeletedIsWholeAfterwards() throws Exception {
    try (NatsServer server = Servers.nats().start();
        Connection operator = Nats.connect(server.url());
        LeaseStore store = NatsBackend.store(at(server))) {
      Node node = Node.on(store, Duration.ofSeconds(30));
      long before = 0;
      for (int round = 0; round < 8; round++) {
        Key key = mutex("round-" + round);
        CompletableFuture<Boolean> deleted =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return operator.jetStreamManagement().deleteStream("KV_lockstep");
                  } catch (IOException | JetStreamApiException failed) {
                    throw new CompletionException(failed);
                  }
                });
        do {
          store.get(key).exceptionally(gone -> Optional.empty()).toCompletableFuture().join();
        } while (!deleted.isDone());
        assertThat(deleted.join()).isTrue();
        Outcome.Done granted = grantedAtLast(node, key);
        assertThat(granted.token()).isGreaterThan(before);
        before = granted.token();
      }
    }
  }

  /** A call may fail while the bucket is made. */
  private static Outcome.Done grantedAtLast(Node node, Key key) {
    UUID term = UUID.randomUUID();
    CompletableFuture<Outcome.Done> granted = new CompletableFuture<>();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              if (answer(node.store().grant(key, term, body(""), node.session()))
                  instanceof Outcome.Done done) {
                granted.complete(done);
              }
              return granted.isDone();
            });
    return granted.join();
  }

  /** jnats drops what an interrupted thread sends. */
  @Test
  void whatAnInterruptedThreadAsksIsAnswered() {
    try (NatsServer server = Servers.nats().start()) {
      LeaseStore store = NatsBackend.store(at(server));
      Node node = Node.on(store, Duration.ofSeconds(30));
      Entry entry = node.take(mutex("a"));
      Thread.currentThread().interrupt();
      CompletionStage<Outcome> released = store.release(entry.key(), entry.term(), entry.version());
      assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
      done(released);
      assertThat(answer(store.get(mutex("a")))).isEmpty();
      Thread.currentThread().interrupt();
      store.close();
      assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
    }
  }

  /** How long a record is to stand yet, the server says: our clock may be an hour off. */
  @Test
  void aWrongClockLeavesRecordsTheirTime() throws Exception {
    try (NatsServer server = Servers.nats().start();
        Connection operator = Nats.connect(server.url())) {
      aWrongClockLeavesRecordsTheirTime(at(server), operator);
    }
  }

  private static void aWrongClockLeavesRecordsTheirTime(PortConfig config, Connection operator)
      throws Exception {
    try (LeaseStore store = NatsBackend.store(config)) {
      Entry entry = Node.on(store, Duration.ofSeconds(30)).take(mutex("a"));
      long version = entry.version();
      for (Duration off : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
        try (LeaseStore other = NatsBackend.store(new OffClock(config, off))) {
          version = done(other.rewrite(mutex("a"), entry.term(), version, body("new"))).version();
        }
        String subject =
            new Layout("lockstep", LeaseEngine.encoded(config.namespace())).record(mutex("a"));
        Headers headers =
            operator.jetStreamManagement().getLastMessage("KV_lockstep", subject).getHeaders();
        assertThat(Long.parseLong(headers.getLast(Stored.TTL))).isBetween(10L, 30L);
      }
    }
  }
}
