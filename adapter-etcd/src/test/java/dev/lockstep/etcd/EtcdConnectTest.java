package dev.lockstep.etcd;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
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
import dev.lockstep.servers.EtcdServer;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.BackendUrl;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.LeaseStore;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting, and every way in which it fails (X1). */
final class EtcdConnectTest {
  private static final String SECRET = "open-sesame";
  private static final Duration BRIEF = Duration.ofSeconds(1);

  private static Throwable failing(PortConfig config) {
    Throwable failed = catchThrowable(() -> EtcdBackend.store(config).close());
    assertThat(failed).isNotNull().hasMessageNotContaining(SECRET);
    return failed;
  }

  private static void works(PortConfig config) {
    LeaseStore store = EtcdBackend.store(config);
    Node node = Node.on(store, Duration.ofSeconds(10));
    Entry entry = node.take(mutex("a"));
    done(store.release(entry.key(), entry.term(), entry.version()));
    answer(store.end(node.session()));
    store.close();
  }

  private static String place(RealServer server) {
    return server.host() + ":" + server.port();
  }

  /** A cluster is named by several of its members. */
  private static PortConfig members(RealServer... servers) {
    BackendUrl url =
        new BackendUrl(
            "etcd",
            List.of(servers).stream()
                .map(one -> InetSocketAddress.createUnresolved(one.host(), one.port()))
                .toList(),
            "",
            Optional.empty(),
            Optional.empty());
    PortConfig any = PortConfig.of("etcd://127.0.0.1:1");
    return new PortConfig(
        url, any.namespace(), any.connectTimeout(), any.operationTimeout(), any.values());
  }

  @Test
  void aRefusedConnectionIsUnavailable() {
    try (RealServer server = Servers.etcd().owned().start()) {
      PortConfig config = PortConfig.of(server.url());
      server.kill();
      assertThat(failing(config))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining(place(server))
          .hasMessageContaining("refused");
    }
  }

  @Test
  void aSilentServerIsUnavailableWithinTheConnectTimeoutAndNothingIsLeft() {
    try (RealServer server = Servers.etcd().owned().start();
        FaultProxy proxy = FaultProxy.before(server)) {
      proxy.blackHole();
      long began = System.nanoTime();
      assertThat(failing(PortConfig.of(proxy.url(server.url())).connectWithin(BRIEF)))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("no answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
      proxy.heal();
      await().atMost(Duration.ofSeconds(3)).until(() -> proxy.openConnections() == 0);
    }
  }

  @Test
  void aWrongPasswordIsRefusedAndARightOneIsNot() {
    try (EtcdServer server = Servers.etcd().user("ann", SECRET).start()) {
      for (String account : List.of("ann:wrong@", "bob:" + SECRET + "@", "")) {
        assertThat(failing(PortConfig.of("etcd://" + account + place(server))))
            .as("as '%s'", account)
            .isInstanceOf(BackendRefusedException.class)
            .hasMessageContaining("check user and password")
            .hasMessageNotContaining("wrong@");
      }
      works(PortConfig.of(server.url()));
    }
  }

  @Test
  void aPasswordWithoutAUserIsInvalid() {
    assertThat(failing(PortConfig.of("etcd://:" + SECRET + "@127.0.0.1:1")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("user and password belong together");
  }

  @Test
  void aLoginWhereNobodyIsAskedForOneIsRefused() {
    try (EtcdServer server = Servers.etcd().owned().start()) {
      assertThat(failing(PortConfig.of("etcd://ann:" + SECRET + "@" + place(server))))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("leave user and password out");
    }
  }

  @Test
  void theRightsToTheNamespaceAloneAreEnoughAndOthersAreRefused() {
    try (EtcdServer server = Servers.etcd().user("ann", SECRET, "mine/").start()) {
      PortConfig config = PortConfig.of(server.url());
      works(config.in("mine"));
      assertThat(failing(config.in("theirs")))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("grant this user's role");
    }
  }

  /** The login of before is unknown to the new process. */
  @Test
  void aServerThatAsksWhoOneIsMayBeStartedAgain() {
    try (EtcdServer server = Servers.etcd().user("ann", SECRET).start();
        Kit kit = Lockstep.connect(server.url())) {
      kit.mutex("a").lock().release();
      server.kill();
      server.restart();
      await()
          .atMost(Duration.ofSeconds(10))
          .ignoreExceptions()
          .until(() -> kit.mutex("a").tryLock().isPresent());
    }
  }

  @Test
  void anOldServerIsRefusedByNameAndVersionUnlessTheRiskIsAccepted() {
    try (EtcdServer server = Servers.etcd().suite("bookworm").start()) {
      PortConfig config = PortConfig.of(server.url());
      assertThat(failing(config))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("etcd at " + place(server) + " is version 3.4.")
          .hasMessageContaining("at least 3.5.13")
          .hasMessageContaining("validate-server=false");
      works(config.with(EtcdSettings.VALIDATE_SERVER, false));
    }
  }

  @Test
  void oneMemberThatIsDownKeepsNobodyOutAndNoneIsUnavailable() {
    try (RealServer up = Servers.etcd().owned().start();
        RealServer down = Servers.etcd().owned().start()) {
      down.kill();
      works(members(down, up));
      works(members(up, down));
      up.kill();
      assertThat(failing(members(up, down)))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining(place(up))
          .hasMessageContaining(place(down));
    }
  }

  @Test
  void ofSeveralMembersEachMustBeRecent() {
    try (RealServer recent = Servers.etcd().owned().start();
        RealServer old = Servers.etcd().suite("bookworm").start()) {
      assertThat(failing(members(recent, old)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("etcd at " + place(old) + " is version 3.4.");
    }
  }

  @Test
  void tlsTrustsWhatItIsToldAndShowsItsOwnCertificate() {
    try (EtcdServer server = Servers.etcd().withTls().start()) {
      String certificate = server.certificate().orElseThrow().toString();
      PortConfig shown =
          PortConfig.of(server.url())
              .with(EtcdSettings.TLS_CERTIFICATE, certificate)
              .with(EtcdSettings.TLS_KEY, server.key().orElseThrow().toString());
      works(shown.with(EtcdSettings.TLS_CA, certificate));
      works(shown.with(EtcdSettings.TLS_VERIFY, false));
      assertThat(failing(shown.connectWithin(BRIEF)))
          .as("a server that is not trusted")
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("tls-ca");
      assertThat(failing(PortConfig.of(server.url()).with(EtcdSettings.TLS_CA, certificate)))
          .as("no certificate of our own")
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("TLS");
    }
  }

  @Test
  void tlsToAPlainPortIsRefused() {
    try (RealServer server = Servers.etcd().owned().start()) {
      assertThat(failing(PortConfig.of(server.url()).with(EtcdSettings.TLS, true)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining(place(server))
          .hasMessageContaining("TLS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls-ca", "tls-certificate", "tls-key"})
  void aFileThatIsNotThereIsInvalidByItsSetting(String setting, @TempDir Path folder)
      throws IOException {
    Path there = Files.writeString(folder.resolve("there.pem"), "");
    PortConfig config = PortConfig.of("etcd://127.0.0.1:1");
    for (var file :
        List.of(EtcdSettings.TLS_CA, EtcdSettings.TLS_CERTIFICATE, EtcdSettings.TLS_KEY)) {
      boolean missing = file.name().equals(setting);
      config = config.with(file, missing ? folder + "/nowhere.pem" : there.toString());
    }
    assertThat(failing(config))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(setting + " is ")
        .hasMessageContaining("nowhere.pem");
  }

  @Test
  void aFileThatHoldsNoCertificateIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
    PortConfig config = PortConfig.of("etcd://127.0.0.1:1");
    assertThat(failing(config.with(EtcdSettings.TLS_CA, file.toString())))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("tls-ca");
  }

  @Test
  void aCertificateWithoutItsKeyIsInvalid(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("certificate.pem"), "");
    PortConfig config = PortConfig.of("etcd://127.0.0.1:1");
    assertThat(failing(config.with(EtcdSettings.TLS_CERTIFICATE, file.toString())))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("tls-key");
  }

  @Test
  void aTokenBaseInAFormatOfALaterReleaseIsRefused() {
    try (RealServer server = Servers.etcd().owned().start();
        EtcdOperator operator = new EtcdOperator(server.url())) {
      PortConfig config = PortConfig.of(server.url());
      works(config);
      assertThat(operator.overwrite(config.namespace() + "/history", value -> value[0] = '2'))
          .isTrue();
      assertThat(failing(config))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining(config.namespace() + "/history")
          .hasMessageContaining("format");
    }
  }

  @Test
  void aBorrowedClientStaysAsItIs() {
    try (RealServer server = Servers.etcd().owned().start();
        Client client = Client.builder().endpoints("http://" + place(server)).build()) {
      try (Kit kit = Lockstep.connect(KitOptions.of(server.url()), EtcdBackend.on(client))) {
        assertThat(kit.unwrap(Client.class)).containsSame(client);
        assertThat(kit.traits().durability()).isEqualTo(Durability.LINEARIZABLE);
        kit.mutex("a").lock().release();
      }
      assertThat(client.getKVClient().get(Layout.bytes("a")).join().getKvs()).isEmpty();
    }
  }
}
