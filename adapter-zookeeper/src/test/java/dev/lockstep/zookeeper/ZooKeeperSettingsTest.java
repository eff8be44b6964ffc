package dev.lockstep.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.FreePorts;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.AtomicProvider;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Settings and logins, on real servers. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("own servers")
final class ZooKeeperSettingsTest {
  private static final String SECRET = "open-sesame";

  private static void works(KitOptions options) {
    try (Kit kit = Lockstep.connect(options)) {
      Lease lease = kit.mutex("a").tryLock().orElseThrow();
      assertThat(kit.mutex("a").isLocked()).isTrue();
      lease.release();
    }
  }

  private static Throwable failing(KitOptions options) {
    Throwable failed = catchThrowable(() -> Lockstep.connect(options).close());
    assertThat(failed).isNotNull().hasMessageNotContaining(SECRET);
    return failed;
  }

  private static Throwable failing(KitOptions options, AtomicProvider provider) {
    Throwable failed = catchThrowable(() -> Lockstep.connect(options, provider).close());
    assertThat(failed).isNotNull();
    return failed;
  }

  private static KitOptions options(RealServer server) {
    return KitOptions.of(server.url());
  }

  @Test
  void aChrootIsMadeAndKeepsApart() {
    try (RealServer server = Servers.zookeeper().start()) {
      String url = server.url().replace("?", "/some/where?");
      works(KitOptions.of(url));
      assertThat(new Operator(server.port(), "").children("/some/where"))
          .containsExactly("lockstep");
      try (Kit below = Lockstep.connect(url);
          Kit above = Lockstep.connect(server.url())) {
        Lease one = below.mutex("a").tryLock().orElseThrow();
        Lease two = above.mutex("a").tryLock().orElseThrow();
        assertThat(one.isHeld() && two.isHeld()).isTrue();
      }
    }
  }

  @Test
  void whatADigestMadeIsForNobodyElse() {
    try (RealServer server = Servers.zookeeper().start()) {
      works(options(server).setting("user", "ann").setting("password", SECRET));
      assertThat(failing(options(server)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("check user and password");
      assertThat(failing(options(server).setting("user", "ann").setting("password", "wrong")))
          .isInstanceOf(BackendRefusedException.class);
      works(options(server).setting("user", "ann").setting("password", SECRET));
    }
  }

  @Test
  void saslLogsInByDigestMd5() {
    try (RealServer server = Servers.zookeeper().sasl("ann", SECRET).start()) {
      Configuration before = Login.now();
      try {
        Configuration.setConfiguration(
            new Login(Map.of("Right", SECRET, "Wrong", SECRET + "-not")));
        works(options(server).setting("sasl-context", "Right"));
        assertThat(failing(options(server)))
            .as("what was made by a login is for nobody else")
            .isInstanceOf(BackendRefusedException.class);
        assertThat(failing(options(server).setting("sasl-context", "Wrong")))
            .isInstanceOf(BackendRefusedException.class)
            .hasMessageContaining("sasl-context");
        assertThat(failing(options(server).setting("sasl-context", "Right").setting("user", "ann")))
            .isInstanceOf(InvalidOptionException.class);
      } finally {
        Configuration.setConfiguration(before);
      }
    }
  }

  /**
   * Sections of a JAAS configuration: who ann is, by the password of each. It is that of the whole
   * JVM: clients of other tests must not find a section of theirs in it.
   */
  private static final class Login extends Configuration {
    private final Map<String, String> passwords;

    Login(Map<String, String> passwords) {
      this.passwords = passwords;
    }

    static Configuration now() {
      try {
        return Configuration.getConfiguration();
      } catch (SecurityException none) {
        return new Login(Map.of());
      }
    }

    @Override
    public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String section) {
      if (!passwords.containsKey(section)) {
        return null;
      }
      Map<String, String> user = Map.of("username", "ann", "password", passwords.get(section));
      return new AppConfigurationEntry[] {
        new AppConfigurationEntry(
            "org.apache.zookeeper.server.auth.DigestLoginModule",
            LoginModuleControlFlag.REQUIRED,
            user)
      };
    }
  }

  @Test
  void tlsTrustsWhatItIsTold() {
    try (RealServer server = Servers.zookeeper().withTls().start()) {
      works(options(server));
      String plain = server.url().replaceAll("&tls-ca=.*", "");
      KitOptions quick = KitOptions.of(plain).connectTimeout(Duration.ofSeconds(3));
      assertThat(failing(quick)).isInstanceOf(BackendUnavailableException.class);
      assertThat(failing(quick.setting("tls", "true")))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("tls-ca");
      assertThat(failing(quick.setting("tls-ca", "/nowhere/ca.pem")))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("tls-ca");
    }
  }

  @Test
  void ofSeveralServersOneIsEnoughToConnect() {
    int nobody = FreePorts.take();
    try (RealServer server = Servers.zookeeper().start()) {
      works(KitOptions.of(server.url().replace("://", "://127.0.0.1:" + nobody + ",")));
    } finally {
      FreePorts.release(nobody);
    }
  }

  @Test
  void serversThatAllRefuseAreNotWaitedFor() {
    int nobody = FreePorts.take();
    int neither = FreePorts.take();
    try {
      KitOptions options =
          KitOptions.of("zookeeper://127.0.0.1:" + nobody + ",127.0.0.1:" + neither);
      assertThat(failing(options.connectTimeout(Duration.ofSeconds(60))))
          .isInstanceOf(BackendUnavailableException.class)
          .hasRootCauseInstanceOf(ConnectException.class);
    } finally {
      FreePorts.release(nobody);
      FreePorts.release(neither);
    }
  }

  @Test
  void aHostThatHasNoAddressIsNamed() {
    KitOptions options = KitOptions.of("zookeeper://nobody.invalid:2181");
    assertThat(failing(options.connectTimeout(Duration.ofSeconds(60))))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("no address of nobody.invalid");
  }

  /** Also where its operation timeout asks for a session that all servers grant as it is. */
  @Test
  void aLongerTickOfTheServersIsSeenByAPatientKit() {
    try (RealServer server = Servers.zookeeper().tick(Duration.ofSeconds(2)).start();
        Kit kit =
            Lockstep.connect(
                KitOptions.of(server.url().replaceAll("\\?.*", "?tick-time=100ms"))
                    .operationTimeout(Duration.ofSeconds(10)))) {
      assertThat(kit.traits().minTtl()).isEqualTo(Duration.ofSeconds(8));
    }
  }

  @Test
  void theOldestServerThatIsSupportedWorks() {
    try (RealServer server = Servers.zookeeper().version("3.6.4").start()) {
      works(options(server));
    }
  }

  private static Duration minTtl(RealServer server, String tick) {
    String url = server.url().replaceAll("\\?.*", "?tick-time=" + tick);
    try (Kit kit = Lockstep.connect(url)) {
      return kit.traits().minTtl();
    }
  }

  @Test
  void aTickThatIsNoShorterThanTheServersIsBelieved() {
    try (RealServer server = Servers.zookeeper().start()) {
      assertThat(minTtl(server, "100ms")).isEqualTo(Duration.ofMillis(1860));
      assertThat(minTtl(server, "1500ms")).isEqualTo(Duration.ofMillis(6200));
      assertThat(minTtl(server, "2500ms")).isEqualTo(Duration.ofSeconds(10));
    }
  }

  @Test
  void aLongerTickOfTheServersIsSeen() {
    try (RealServer server = Servers.zookeeper().tick(Duration.ofSeconds(2)).start()) {
      assertThat(minTtl(server, "500ms")).isEqualTo(Duration.ofSeconds(8));
    }
    try (RealServer server = Servers.zookeeper().tick(Duration.ofSeconds(3)).start()) {
      assertThat(minTtl(server, "2s")).isEqualTo(Duration.ofSeconds(12));
    }
  }

  @Test
  void aClientOfTheApplicationStaysOpen() {
    try (RealServer server = Servers.zookeeper().start();
        CuratorFramework client =
            CuratorFrameworkFactory.newClient(
                "127.0.0.1:" + server.port() + "/apps", new RetryOneTime(100))) {
      client.start();
      assertThat(client.getZookeeperClient().blockUntilConnectedOrTimedOut()).isTrue();
      assertThat(failing(options(server), ZooKeeperBackend.on(client)))
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("chroot");
      new Operator(server.port(), "").make("/apps");
      try (Kit kit = Lockstep.connect(options(server), ZooKeeperBackend.on(client))) {
        Lease lease = kit.mutex("a").tryLock().orElseThrow();
        assertThat(kit.unwrap(CuratorFramework.class)).contains(client);
        assertThat(new Operator(server.port(), "").children("/apps/lockstep/mutex")).hasSize(1);
        lease.release();
      }
      assertThat(client.getZookeeperClient().isConnected()).isTrue();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
