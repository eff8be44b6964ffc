package dev.lockstep.zookeeper;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Faults;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.ClientCnxnSocketNetty;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;

/**
 * Opens stores. Blocks, at most for the connect timeout; leaves nothing behind when it fails (X1).
 */
final class ZooKeeperConnector {
  private static final int PORT = 2181;

  private final AtomicConfig config;
  private final Faults faults;
  private final long deadline;

  ZooKeeperConnector(AtomicConfig config) {
    this.config = config;
    this.faults = ZooKeeperFaults.at(config.url().endpoint());
    this.deadline = System.nanoTime() + config.connectTimeout().toNanos();
  }

  /** A store with a client of its own. */
  ZooKeeperStore open() {
    Client client = client(servers());
    Duration tick = config.get(ZooKeeperSettings.TICK_TIME).orElseThrow();
    CuratorFramework curator = curator(client, tick.multipliedBy(2));
    Common common = new Common(curator, client.acl());
    curator.start();
    return connected(client, common, curator::close, () -> longer(tick, common.timeout()));
  }

  /**
   * Servers grant no session under two ticks, unless they are told otherwise: who gets more than
   * twice what he took for a tick was wrong about it.
   */
  private static Duration longer(Duration tick, Duration granted) {
    Duration shown = granted.dividedBy(2);
    return tick.compareTo(shown) > 0 ? tick : shown;
  }

  /** A store by a client that stays as it is. */
  ZooKeeperStore borrow(CuratorFramework curator) {
    Client client = client(curator.getZookeeperClient().getCurrentConnectionString());
    Common common = new Common(curator, client.acl());
    return connected(
        client, common, () -> {}, () -> config.get(ZooKeeperSettings.TICK_TIME).orElseThrow());
  }

  private ZooKeeperStore connected(
      Client client, Common common, Runnable closing, Supplier<Duration> tick) {
    try {
      await(common.connected());
      Layout layout = new Layout(config.url().path(), LeaseEngine.encoded(config.namespace()));
      TokenBase base =
          new TokenBase(
              common.wire(), layout, faults.endpoint(), () -> config.ticker().wallMillis());
      await(base.read().toCompletableFuture());
      ZooKeeperTraits traits = new ZooKeeperTraits(tick.get());
      return new ZooKeeperStore(config, common, client, layout, base, traits, faults, closing);
    } catch (RuntimeException failed) {
      closing.run();
      throw failed;
    }
  }

  private CuratorFramework curator(Client client, Duration timeout) {
    CuratorFrameworkFactory.Builder builder =
        CuratorFrameworkFactory.builder()
            .connectString(client.servers())
            .sessionTimeoutMs((int) timeout.toMillis())
            .connectionTimeoutMs((int) timeout.toMillis())
            // What is repeated, and for how long, is decided in one place: the engine.
            .retryPolicy(new RetryNTimes(0, 0))
            // The servers are those of the URL, whatever they think of themselves.
            .ensembleTracker(false)
            .zkClientConfig(client.settings());
    client.login().ifPresent(secret -> builder.authorization(Client.DIGEST, secret));
    return builder.build();
  }

  private Client client(String servers) {
    Optional<byte[]> login = login();
    boolean known = login.isPresent() || config.get(ZooKeeperSettings.SASL_CONTEXT).isPresent();
    List<ACL> acl = known ? ZooDefs.Ids.CREATOR_ALL_ACL : ZooDefs.Ids.OPEN_ACL_UNSAFE;
    return new Client(servers, settings(), login, acl);
  }

  private Optional<byte[]> login() {
    Optional<String> user = config.url().user().filter(given -> !given.isEmpty());
    if (user.isPresent() && config.get(ZooKeeperSettings.SASL_CONTEXT).isPresent()) {
      throw new InvalidOptionException(
          "a user in the URL logs in by \"digest\", and sasl-context by SASL; give one of them");
    }
    return user.map(
        name -> (name + ":" + config.url().password().orElse("")).getBytes(StandardCharsets.UTF_8));
  }

  private ZKClientConfig settings() {
    ZKClientConfig settings = new ZKClientConfig();
    // For the end of a session alone: all else is asked without waiting.
    settings.setProperty(
        ZKClientConfig.ZOOKEEPER_REQUEST_TIMEOUT,
        Long.toString(config.operationTimeout().toMillis()));
    Optional<String> context = config.get(ZooKeeperSettings.SASL_CONTEXT);
    settings.setProperty(
        ZKClientConfig.ENABLE_CLIENT_SASL_KEY, Boolean.toString(context.isPresent()));
    context.ifPresent(
        section -> settings.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, section));
    Optional<String> ca = config.get(ZooKeeperSettings.TLS_CA);
    Optional<String> identity = config.get(ZooKeeperSettings.TLS_IDENTITY);
    if (config.get(ZooKeeperSettings.TLS).orElse(false) || ca.isPresent() || identity.isPresent()) {
      settings.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
      settings.setProperty(
          ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, ClientCnxnSocketNetty.class.getName());
      settings.setProperty(
          "zookeeper.ssl.hostnameVerification",
          config.get(ZooKeeperSettings.TLS_VERIFY_HOST).orElse(true).toString());
      ca.ifPresent(path -> pem(settings, "trustStore", "tls-ca", path));
      identity.ifPresent(path -> pem(settings, "keyStore", "tls-identity", path));
    }
    return settings;
  }

  private static void pem(ZKClientConfig settings, String store, String setting, String path) {
    if (!new File(path).canRead()) {
      throw new InvalidOptionException(
          setting + " is " + path + ", which cannot be read; give the path of a PEM file");
    }
    settings.setProperty("zookeeper.ssl." + store + ".location", path);
    settings.setProperty("zookeeper.ssl." + store + ".type", "PEM");
  }

  private String servers() {
    if (config.url().hosts().isEmpty()) {
      throw new InvalidOptionException(
          config.url() + " names no host; ZooKeeper takes one or more");
    }
    return config.url().hosts().stream()
        .map(ZooKeeperConnector::server)
        .collect(Collectors.joining(","));
  }

  private static String server(InetSocketAddress host) {
    String name = host.getHostString();
    return (name.indexOf(':') < 0 ? name : "[" + name + "]")
        + ":"
        + (host.getPort() == 0 ? PORT : host.getPort());
  }

  private <T> void await(CompletableFuture<T> answer) {
    try {
      answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "interrupted while connecting to ZooKeeper at " + faults.endpoint());
    } catch (ExecutionException | TimeoutException failed) {
      throw faults.of(failed, "connecting", null);
    }
  }
}
