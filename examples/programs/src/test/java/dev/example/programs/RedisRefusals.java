package dev.example.programs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.FreePorts;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.RedisSetup;
import dev.lockstep.servers.Servers;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** What a server that is not there, or says no, makes of connecting and locking; on Redis. */
final class RedisRefusals {
  private static final String SECRET = "open-sesame";

  private RedisRefusals() {}

  /** What is done with a server. */
  @FunctionalInterface
  private interface Use {
    void of(RedisServer server) throws Exception;
  }

  static List<Situation> all() {
    RedisSetup plain = Servers.redis().owned();
    RedisSetup closed = plain.password(SECRET);
    return List.of(
        new Situation("nobody listens there", RedisRefusals::knockInVain),
        on("a server that does not answer at all", plain, RedisRefusals::connectToNowhere),
        on("`rediss://` to a port without TLS", plain, server -> impatient(url("rediss", server))),
        new Situation("something else answers there", RedisRefusals::talkToStranger),
        on("a wrong password", closed, server -> connect("redis://:sesame@" + at(server))),
        on("no password", closed, server -> connect(url("redis", server))),
        on(
            "a user without rights",
            plain.user("ann", SECRET, "~* &* +@all -evalsha -eval"),
            server -> lock(server.url())),
        on("a server that is too old", plain.suite("bullseye"), server -> connect(server.url())),
        on(
            "a certificate nobody vouches for",
            plain.withTls(),
            server -> connect(url("rediss", server))),
        on("another application's key", plain, RedisRefusals::meetStranger));
  }

  private static Situation on(String name, RedisSetup setup, Use use) {
    return new Situation(
        name,
        () -> {
          try (RedisServer server = setup.start()) {
            use.of(server);
          }
        });
  }

  private static String at(RedisServer server) {
    return server.host() + ":" + server.port();
  }

  private static String url(String scheme, RedisServer server) {
    return scheme + "://" + at(server);
  }

  private static void connect(String url) {
    Lockstep.connect(url).close();
  }

  private static void impatient(String url) {
    Lockstep.connect(KitOptions.of(url).connectTimeout(Duration.ofSeconds(1))).close();
  }

  private static void lock(String url) {
    try (Kit kit = Lockstep.connect(url)) {
      kit.mutex("stock").lock().release();
    }
  }

  private static void knockInVain() {
    int port = FreePorts.take();
    try {
      connect("redis://127.0.0.1:" + port);
    } finally {
      FreePorts.release(port);
    }
  }

  private static void connectToNowhere(RedisServer server) {
    try (FaultProxy proxy = FaultProxy.before(server)) {
      proxy.blackHole();
      impatient(proxy.url(server.url()));
    }
  }

  private static void talkToStranger() throws Exception {
    try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answer(stranger));
      answering.start();
      connect("redis://127.0.0.1:" + stranger.getLocalPort());
      answering.join();
    }
  }

  private static void answer(ServerSocket stranger) {
    try (Socket socket = stranger.accept()) {
      socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      // Whoever connected has seen enough.
    }
  }

  private static void meetStranger(RedisServer server) {
    RedisClient client = RedisClient.create(server.url());
    try (Kit kit = Lockstep.connect(server.url());
        var connection = client.connect()) {
      Lease lease = kit.mutex("stock").lock();
      String record = connection.sync().keys("*mutex*stock").get(0);
      lease.release();
      connection.sync().sadd(record, "a set of somebody else");
      kit.mutex("stock").tryLock();
    } finally {
      client.shutdown();
    }
  }
}
