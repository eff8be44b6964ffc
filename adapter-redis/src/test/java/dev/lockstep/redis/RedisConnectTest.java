package dev.lockstep.redis;

import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Answers.failure;
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
import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.Direction;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.LeaseStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Connecting, and every way in which it fails (X1). */
@Isolated // Counts the threads of the JVM.
@Execution(ExecutionMode.SAME_THREAD)
final class RedisConnectTest {
  private static final String SECRET = "open-sesame";

  @AfterEach
  void nothingIsLeft() {
    await()
        .atMost(Duration.ofSeconds(3))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("lockstep-redis")));
  }

  private static Throwable failing(PortConfig config) {
    Throwable failed = catchThrowable(() -> RedisBackend.store(config).close());
    assertThat(failed).isNotNull().hasMessageNotContaining(SECRET);
    return failed;
  }

  private static void works(LeaseStore store) {
    Node node = Node.on(store, Duration.ofSeconds(2));
    Entry entry = node.take(mutex("a"));
    done(store.release(entry.key(), entry.term(), entry.version()));
  }

  @Test
  void aRefusedConnectionIsUnavailable() {
    try (RedisServer server = Servers.redis().owned().start()) {
      PortConfig config = PortConfig.of(server.url());
      server.kill();
      assertThat(failing(config))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("127.0.0.1:" + server.port())
          .hasMessageContaining("refused");
    }
  }

  @Test
  void aSilentServerIsUnavailableWithinTheConnectTimeout() {
    try (RedisServer server = Servers.redis().start();
        FaultProxy proxy = FaultProxy.before(server)) {
      proxy.blackHole();
      long began = System.nanoTime();
      Throwable failed =
          failing(PortConfig.of(proxy.url(server.url())).connectWithin(Duration.ofSeconds(1)));
      assertThat(failed)
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("no answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    }
  }

  /** Each answer takes longer than an operation may, all of them less than connecting may. */
  @Test
  void aSlowServerIsBoundByTheConnectTimeoutOnly() {
    try (RedisServer server = Servers.redis().start();
        FaultProxy proxy = FaultProxy.before(server)) {
      PortConfig config =
          PortConfig.of(proxy.url(server.url())).connectWithin(Duration.ofSeconds(60));
      proxy.delay(Direction.TO_CLIENT, config.operationTimeout().plusMillis(500));
      LeaseStore store = RedisBackend.store(config);
      assertThat(store.traits().durability()).isEqualTo(Durability.LOCAL);
      proxy.heal();
      store.close();
    }
  }

  @Test
  void aWrongPasswordIsRefusedAndARightOneIsNot() {
    try (RedisServer server = Servers.redis().password(SECRET).start()) {
      String place = "redis://%s" + server.host() + ":" + server.port();
      assertThat(failing(PortConfig.of(String.format(place, ":wrong@"))))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("check user and password")
          .hasMessageNotContaining("wrong@");
      assertThat(failing(PortConfig.of(String.format(place, ""))))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageEndingWith("failed: NOAUTH, it wants a password; check user and password");
      LeaseStore store =
          RedisBackend.store(PortConfig.of(String.format(place, ":" + SECRET + "@") + "/3"));
      works(store);
      store.close();
    }
  }

  @Test
  void aUserWhoMayNotWriteIsRefused() {
    try (RedisServer server =
        Servers.redis().user("reader", SECRET, "~* &* +@all -evalsha -eval").start()) {
      String url = "redis://reader:" + SECRET + "@" + server.host() + ":" + server.port();
      LeaseStore store = RedisBackend.store(PortConfig.of(url));
      Throwable refused = failure(store.history());
      assertThat(refused)
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("grant this user");
      store.close();
    }
  }

  @Test
  void anOldServerIsRefusedByItsVersion() {
    try (RedisServer server = Servers.redis().suite("bullseye").start()) {
      assertThat(failing(PortConfig.of(server.url())))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining(server.version())
          .hasMessageContaining("6.2");
    }
  }

  @Test
  void tlsTrustsWhatItIsTold() {
    try (RedisServer server = Servers.redis().withTls().start()) {
      PortConfig config = PortConfig.of("rediss://" + server.host() + ":" + server.port());
      assertThat(failing(config))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("tls-ca");
      LeaseStore trusting =
          RedisBackend.store(
              config.with(RedisSettings.TLS_CA, server.certificate().orElseThrow().toString()));
      works(trusting);
      trusting.close();
      LeaseStore careless = RedisBackend.store(config.with(RedisSettings.TLS_VERIFY, false));
      works(careless);
      careless.close();
      assertThat(failing(config.with(RedisSettings.TLS_CA, "/nowhere/ca.pem")))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("tls-ca");
    }
  }

  @Test
  void aTrustFileWithoutCertificatesIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
    try (RedisServer server = Servers.redis().withTls().start()) {
      PortConfig config = PortConfig.of("rediss://" + server.host() + ":" + server.port());
      assertThat(failing(config.with(RedisSettings.TLS_CA, file.toString())))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("tls-ca");
    }
  }

  @Test
  void tlsToAPlainPortIsOneClearError() {
    try (RedisServer server = Servers.redis().start()) {
      PortConfig config = PortConfig.of("rediss://" + server.host() + ":" + server.port());
      assertThat(failing(config.connectWithin(Duration.ofSeconds(1))))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("127.0.0.1:" + server.port())
          .hasMessageContaining("this port speaks TLS");
    }
  }

  @Test
  void aDatabaseThatIsNoNumberIsInvalid() {
    assertThat(failing(PortConfig.of("redis://127.0.0.1:1/first")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("first");
  }

  @Test
  void aBorrowedClientStaysAsItIs() {
    try (RedisServer server = Servers.redis().start()) {
      RedisClient client = RedisClient.create(server.url());
      KitOptions options = KitOptions.of(server.url());
      for (AtomicProvider lent :
          List.of(
              RedisBackend.on(client), RedisBackend.on(client, RedisURI.create(server.url())))) {
        try (Kit kit = Lockstep.connect(options, lent)) {
          assertThat(kit.unwrap(RedisClient.class)).containsSame(client);
          assertThat(kit.traits().durability()).isEqualTo(Durability.LOCAL);
          kit.mutex("a").lock().release();
        }
      }
      try (var connection = client.connect()) {
        assertThat(connection.sync().ping()).isEqualTo("PONG");
      }
      client.shutdown();
    }
  }
}
