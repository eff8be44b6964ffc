package dev.lockstep.zookeeper;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Faults;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
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
  private static final long PAUSE_NANOS = 20_000_000;

  /**
   * The shortest session of the common connection. No longer than that, so that servers with a tick
   * of two seconds, which are most, show it to a kit that was told of a shorter one.
   */
  private static final Duration BREATH = Duration.ofSeconds(3);

  private final Closing closing = new Closing();
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
    Succession handles = new Succession();
    Duration least = longer(tick.multipliedBy(2), BREATH);
    // The client ends a connection after two thirds of a session without an answer: not before the
    // time is over in which a slow one may come (X1).
    Duration asked = longer(least, config.operationTimeout().multipliedBy(3).dividedBy(2));
    CompletableFuture<Void> inVain = new CompletableFuture<>();
    CuratorFramework curator = curator(client, asked, handles, () -> inVain.complete(null));
    Common common = new Common(curator, client::wire);
    curator.start();
    Ending ending = new Ending(() -> end(curator, handles), handles::abandon);
    return connected(
        client,
        common,
        ending,
        inVain,
        () ->
            asked.equals(least)
                ? tick(tick, asked, common.timeout())
                : tick(tick, least, granted(client, least)));
  }

  private static void end(CuratorFramework curator, Succession handles) {
    handles.end();
    try {
      curator.close();
    } finally {
      handles.abandon();
    }
  }

  /**
   * Servers grant no session under two of their ticks, unless they are told otherwise: who gets
   * more than he asked for sees what their tick is.
   */
  private static Duration tick(Duration told, Duration asked, Duration granted) {
    return granted.compareTo(asked) > 0 ? granted.dividedBy(2) : told;
  }

  /** What a session is granted that is asked for that short a time, and then not used. */
  private Duration granted(Client client, Duration asked) {
    Line line = new Line(client, asked);
    try {
      await(line.opened().toCompletableFuture());
      return line.timeout();
    } finally {
      var unused = closing.close(line.handle());
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** A store by a client that stays as it is. */
  ZooKeeperStore borrow(CuratorFramework curator) {
    Client client = client(curator.getZookeeperClient().getCurrentConnectionString());
    Common common = new Common(curator, client::lentWire);
    return connected(
        client,
        common,
        Ending.NONE,
        new CompletableFuture<>(),
        () -> config.get(ZooKeeperSettings.TICK_TIME).orElseThrow());
  }

  private ZooKeeperStore connected(
      Client client,
      Common common,
      Ending ending,
      CompletableFuture<Void> inVain,
      Supplier<Duration> tick) {
    try {
      await(CompletableFuture.anyOf(common.connected(), inVain));
      if (!common.connected().isDone()) {
        giveUpIfRefused();
      }
      await(common.connected());
      Layout layout = new Layout(config.url().path(), LeaseEngine.encoded(config.namespace()));
      TokenBase base =
          new TokenBase(
              common.wire(), layout, faults.endpoint(), () -> config.ticker().wallMillis());
      read(base);
      ZooKeeperTraits traits = new ZooKeeperTraits(tick.get());
      return new ZooKeeperStore(
          config, common, client, layout, base, traits, faults, closing, ending);
    } catch (RuntimeException failed) {
      CompletableFuture<Void> ended = closing.run(ending.politely());
      if (!Closing.await(ended, Closing.patience(config))) {
        ending.atOnce().run();
      }
      throw failed;
    }
  }

  /** To look for a host's address may take long: not on the caller's thread (X1). */
  private void giveUpIfRefused() {
    List<InetSocketAddress> servers =
        config.url().hosts().stream()
            .map(host -> InetSocketAddress.createUnresolved(host.getHostString(), port(host)))
            .toList();
    CompletableFuture<Optional<IOException>> refusal = new CompletableFuture<>();
    var unused = closing.run(() -> refusal.complete(Refusal.of(servers, config.connectTimeout())));
    await(refusal)
        .ifPresent(
            refused -> {
              throw faults.of(refused, "connecting", null);
            });
  }

  /** A connection that breaks while it is new is no reason to give up before the time is over. */
  private void read(TokenBase base) {
    while (true) {
      try {
        await(base.read().toCompletableFuture());
        return;
      } catch (BackendUnavailableException broken) {
        if (deadline - System.nanoTime() < 0) {
          throw broken;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private CuratorFramework curator(
      Client client, Duration timeout, Succession handles, Runnable inVain) {
    CuratorFrameworkFactory.Builder builder =
        CuratorFrameworkFactory.builder()
            .connectString(client.servers())
            .sessionTimeoutMs((int) timeout.toMillis())
            .connectionTimeoutMs((int) timeout.toMillis())
            // What is repeated, and for how long, is decided in one place: the engine.
            .retryPolicy(new RetryNTimes(0, 0))
            // The servers are those of the URL, whatever they think of themselves.
            .ensembleTracker(false)
            .zookeeperFactory(
                (servers, millis, watcher, readOnly) ->
                    handles.next(
                        () -> client.handle(servers, millis, handles.told(watcher), inVain)));
    client.login().ifPresent(secret -> builder.authorization(Client.DIGEST, secret));
    return builder.build();
  }

  private Client client(String servers) {
    Optional<byte[]> login = login();
    boolean known = login.isPresent() || config.get(ZooKeeperSettings.SASL_CONTEXT).isPresent();
    List<ACL> acl = known ? ZooDefs.Ids.CREATOR_ALL_ACL : ZooDefs.Ids.OPEN_ACL_UNSAFE;
    Silence silence =
        new Silence(
            servers.indexOf(',') < 0, config.operationTimeout(), config.scheduler(), closing);
    return new Client(servers, settings(), login, acl, silence);
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
        Long.toString(Closing.patience(config).toMillis()));
    Optional<String> context = config.get(ZooKeeperSettings.SASL_CONTEXT);
    settings.setProperty(
        ZKClientConfig.ENABLE_CLIENT_SASL_KEY, Boolean.toString(context.isPresent()));
    context.ifPresent(
        section -> {
          settings.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, section);
          // Else the client knows no DIGEST-MD5, and refuses the login by itself.
          settings.setProperty("zookeeper.fips-mode", "false");
        });
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
    return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port(host);
  }

  private static int port(InetSocketAddress host) {
    return host.getPort() == 0 ? PORT : host.getPort();
  }

  private <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "interrupted while connecting to ZooKeeper at " + faults.endpoint());
    } catch (TimeoutException silence) {
      throw faults.of(new TimeoutException("no session in time"), "connecting", null);
    } catch (ExecutionException failed) {
      throw faults.of(failed, "connecting", null);
    }
  }
}
