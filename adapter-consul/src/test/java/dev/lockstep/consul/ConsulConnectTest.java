package dev.lockstep.consul;

import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Answers.failure;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.ConsulSetup;
import dev.lockstep.servers.Direction;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.LeaseStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Connecting, and every way in which it fails (X1). */
@Execution(ExecutionMode.SAME_THREAD) // What one leaves must not be what another has
@SuppressWarnings("NullAway.Init") // JUnit starts the server
final class ConsulConnectTest {
  private static final String SECRET = "6f1c4a52-0f3e-4d4a-9d0c-1b7a5f0f7a11";

  /** Without settings of its own, for tests that leave it as it is. */
  private static RealServer plain;

  @BeforeAll
  static void start() {
    plain = Servers.start("consul");
  }

  @AfterAll
  static void stop() {
    plain.close();
  }

  @AfterEach
  void nothingIsLeft() {
    await()
        .atMost(Duration.ofSeconds(3))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("lockstep-consul")));
  }

  private static Throwable failing(PortConfig config) {
    Throwable failed = catchThrowable(() -> ConsulBackend.store(config).close());
    assertThat(failed).isNotNull().hasMessageNotContaining(SECRET);
    return failed;
  }

  private static void works(PortConfig config) {
    LeaseStore store = ConsulBackend.store(config);
    Node node = Node.on(store, Duration.ofSeconds(20));
    Entry entry = node.take(mutex("a"));
    done(store.release(entry.key(), entry.term(), entry.version()));
    store.close();
  }

  private static Duration minTtl(PortConfig config) {
    LeaseStore store = ConsulBackend.store(config);
    Duration minTtl = store.traits().minTtl();
    store.close();
    return minTtl;
  }

  private static PortConfig at(RealServer server) {
    return PortConfig.of("consul://" + server.host() + ":" + server.port());
  }

  @Test
  void aRefusedConnectionIsUnavailable() {
    try (RealServer server = Servers.consul().start()) {
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
    try (FaultProxy proxy = FaultProxy.before(plain)) {
      proxy.blackHole();
      long began = System.nanoTime();
      Throwable failed =
          failing(PortConfig.of(proxy.url(plain.url())).connectWithin(Duration.ofMillis(500)));
      assertThat(failed)
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("no answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    }
  }

  /** Each answer takes longer than an operation may, all of them less than connecting may. */
  @Test
  void aSlowServerIsBoundByTheConnectTimeoutOnly() {
    try (FaultProxy proxy = FaultProxy.before(plain)) {
      PortConfig config =
          PortConfig.of(proxy.url(plain.url())).connectWithin(Duration.ofSeconds(60));
      works(config);
      proxy.delay(Direction.TO_CLIENT, config.operationTimeout().plusMillis(500));
      assertThat(minTtl(config)).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void theShortestLeaseIsThatOfTheServersConfiguration() {
    try (RealServer usual = Servers.consul().withUsualLimits().start()) {
      assertThat(minTtl(PortConfig.of(plain.url()))).isEqualTo(Duration.ofSeconds(1));
      assertThat(minTtl(PortConfig.of(usual.url()))).isEqualTo(Duration.ofSeconds(10));
      PortConfig tooShort =
          PortConfig.of(usual.url()).with(ConsulSettings.SESSION_TTL_MIN, Duration.ofSeconds(5));
      LeaseStore store = ConsulBackend.store(tooShort);
      assertThat(failure(store.open(Duration.ofSeconds(5))))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("session-ttl-min");
      store.close();
    }
  }

  @Test
  void aTokenIsAskedForAndTaken() {
    ConsulSetup setup = Servers.consul().token("", SECRET);
    try (RealServer server = setup.start()) {
      assertThat(failing(at(server)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("Permission denied")
          .hasMessageContaining("key_prefix");
      String other = "00000000-0000-0000-0000-000000000bad";
      assertThat(failing(at(server).with(ConsulSettings.ACL_TOKEN, other)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("check the token")
          .hasMessageNotContaining(other);
      works(at(server).with(ConsulSettings.ACL_TOKEN, SECRET));
      works(PortConfig.of(server.url()));
      assertThat(failing(PortConfig.of(server.url()).with(ConsulSettings.ACL_TOKEN, other)))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("acl-token");
    }
  }

  /** What the page says is enough is enough, and what is less is told by name. */
  @Test
  void aTokenNeedsItsNamespaceAndSessionsOnly() {
    ConsulSetup setup = Servers.consul().token("", SECRET);
    try (RealServer server = setup.start()) {
      Operator operator = new Operator(server.url(), setup.token());
      String enough =
          operator.tokenFor(
              "key_prefix \"ours/\" { policy = \"write\" }\n"
                  + "session_prefix \"\" { policy = \"write\" }");
      PortConfig config =
          at(server)
              .in("ours")
              .with(ConsulSettings.ACL_TOKEN, enough)
              .with(ConsulSettings.SESSION_TTL_MIN, Duration.ofSeconds(1));
      works(config);
      assertThat(minTtl(at(server).in("ours").with(ConsulSettings.ACL_TOKEN, enough)))
          .as("of an agent that may not be read")
          .isEqualTo(Duration.ofSeconds(10));
      assertThat(failing(config.in("theirs"))).isInstanceOf(BackendRefusedException.class);
      String noSession = operator.tokenFor("key_prefix \"ours/\" { policy = \"write\" }");
      LeaseStore store = ConsulBackend.store(config.with(ConsulSettings.ACL_TOKEN, noSession));
      assertThat(failure(store.open(Duration.ofSeconds(20))))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("session_prefix");
      store.close();
    }
  }

  @Test
  void tlsTrustsWhatItIsTold() {
    ConsulSetup setup = Servers.consul().withTls();
    try (RealServer server = setup.start()) {
      PortConfig config = PortConfig.of(server.url());
      assertThat(failing(config.with(ConsulSettings.TLS, true)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("tls-ca");
      works(config.with(ConsulSettings.TLS_CA, setup.certificate().orElseThrow().toString()));
      works(config.with(ConsulSettings.TLS, true).with(ConsulSettings.TLS_VERIFY, false));
      assertThat(failing(config.with(ConsulSettings.TLS_CA, "/nowhere/ca.pem")))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("tls-ca");
    }
  }

  @Test
  void aTrustFileWithoutCertificatesIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
    assertThat(
            failing(
                PortConfig.of("consul://127.0.0.1:1").with(ConsulSettings.TLS_CA, file.toString())))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("tls-ca");
  }

  @Test
  void tlsToAPlainPortIsOneClearError() {
    assertThat(failing(PortConfig.of(plain.url()).with(ConsulSettings.TLS, true)))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("TLS");
  }

  @Test
  void theDatacenterIsAskedFor() {
    works(PortConfig.of(plain.url()).with(ConsulSettings.DATACENTER, "dc1"));
    assertThat(failing(PortConfig.of(plain.url()).with(ConsulSettings.DATACENTER, "dc9")))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("datacenter");
  }

  @Test
  void durationsAreReadAsGoWritesThem() {
    assertThat(ConsulConnector.duration("10s")).isEqualTo(Duration.ofSeconds(10));
    assertThat(ConsulConnector.duration("1m0s")).isEqualTo(Duration.ofMinutes(1));
    assertThat(ConsulConnector.duration("1h2m3.5s")).isEqualTo(Duration.ofMillis(3723500));
    assertThat(ConsulConnector.duration("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(ConsulConnector.duration("0s")).isEqualTo(Duration.ZERO);
    assertThat(ConsulConnector.duration("")).isEqualTo(Duration.ZERO);
  }
}
