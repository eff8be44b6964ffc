package dev.lockstep.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {

  @Test
  void keepsWhatItAcknowledgedOverKillAndRestart() throws IOException {
    try (RedisServer server = Servers.redis().owned().start()) {
      int port = server.port();
      for (int i = 0; i < 3; i++) {
        assertThat(ask(server, "SET", "key" + i, "value" + i)).isEqualTo("OK");
        server.kill();
        assertThatThrownBy(() -> ask(server, "PING")).isInstanceOf(IOException.class);
        server.restart();
        assertThat(server.port()).isEqualTo(port);
        assertThat(ask(server, "GET", "key" + i)).isEqualTo("value" + i);
      }
      server.stop();
      server.restart();
      server.restart();
      assertThat(ask(server, "GET", "key0")).isEqualTo("value0");
      assertThat(ask(server, "CONFIG", "RESETSTAT")).isEqualTo("OK");
    }
  }

  @Test
  void pausesAndResumes() throws IOException {
    try (RedisServer server = Servers.redis().owned().start();
        RedisWire wire = RedisWire.open(address(server), Duration.ofMillis(300))) {
      wire.call("SET", "a", "1");
      server.pause();
      assertThatThrownBy(() -> wire.call("INCR", "a")).isInstanceOf(SocketTimeoutException.class);
      server.resume();
      Waits.until("the late INCR was applied", () -> "2".equals(ask(server, "GET", "a")));
      server.pause();
    }
  }

  @Test
  void countsTheCommandsOfOthersAlone() throws IOException {
    try (RedisServer server = Servers.redis().owned().start()) {
      assertThat(server.commandsProcessed()).isZero();
      assertThat(server.version()).isNotEmpty();
      ask(server, "SET", "a", "1");
      ask(server, "GET", "a");
      ask(server, "GET", "a");
      assertThat(server.commandCalls()).isEqualTo(Map.of("set", 1L, "get", 2L));
      assertThat(server.commandsProcessed()).isEqualTo(3);
      server.restart();
      assertThat(server.commandsProcessed()).isZero();
    }
  }

  @Test
  void logsTheCommandsOfOthersAndNotWhatScriptsCall() throws IOException {
    try (RedisServer server = Servers.redis().owned().start();
        CommandLog log = server.commandLog()) {
      ask(server, "SET", "a", "lua");
      ask(server, "EVAL", "redis.call('SET', 'a', '2'); redis.call('PUBLISH', 'c', 'd')", "0");
      ask(server, "PUBLISH", "c", "a \" [0 lua]");
      ask(server, "PING");
      assertThat(log.take()).containsExactly("set", "eval", "publish", "ping");
      assertThat(log.take()).isEmpty();
      ask(server, "GET", "a");
      assertThat(log.take()).containsExactly("get");
      assertThat(server.commandCalls()).doesNotContainKeys("monitor", "echo");
    }
  }

  @Test
  void countsTheSubscriptionsOfTheMoment() throws IOException {
    try (RedisServer server = Servers.redis().owned().start()) {
      assertThat(server.subscriptions()).isZero();
      RedisWire listener = RedisWire.open(address(server), Waits.LONG);
      listener.send("SUBSCRIBE", "a", "b");
      Waits.until("both are counted", () -> server.subscriptions() == 2);
      listener.close();
      Waits.until("none is left", () -> server.subscriptions() == 0);
      assertThat(server.commandCalls()).isEqualTo(Map.of("subscribe", 1L));
    }
  }

  @Test
  void asksForItsPassword() throws IOException {
    try (RedisServer server = Servers.redis().password("s e\"c@ret").start()) {
      assertThat(ask(server, "PING")).isEqualTo("PONG");
      assertThat(server.toString()).doesNotContain("ret");
      RedisAddress open = new RedisAddress(server.host(), server.port(), null, null, null);
      try (RedisWire wire = RedisWire.open(open, Waits.LONG)) {
        assertThatThrownBy(() -> wire.call("PING")).hasMessageContaining("NOAUTH");
      }
      RedisAddress wrong = new RedisAddress(server.host(), server.port(), null, "wrong", null);
      assertThatThrownBy(() -> RedisWire.open(wrong, Waits.LONG)).hasMessageContaining("WRONGPASS");
      assertThat(server.commandCalls()).doesNotContainKey("info");
    }
  }

  @Test
  void knowsANamedUserWithFewerRights() throws IOException {
    try (RedisServer server = Servers.redis().user("reader", "pw", "~* &* +@read +ping").start()) {
      assertThat(server.url()).startsWith("redis://reader:pw@127.0.0.1:");
      assertThat(ask(server, "PING")).isEqualTo("PONG");
      assertThatThrownBy(() -> ask(server, "SET", "a", "1")).hasMessageContaining("NOPERM");
      RedisAddress open = new RedisAddress(server.host(), server.port(), null, null, null);
      try (RedisWire wire = RedisWire.open(open, Waits.LONG)) {
        assertThatThrownBy(() -> wire.call("PING")).hasMessageContaining("NOAUTH");
      }
      server.restart();
      assertThat(ask(server, "PING")).isEqualTo("PONG");
    }
  }

  @Test
  void speaksTlsWithACertificateToTrust() throws Exception {
    Path trusted;
    try (RedisServer server = Servers.redis().withTls().start()) {
      assertThat(server.url()).startsWith("rediss://");
      trusted = server.trustStore().orElseThrow();
      SSLContext context = contextTrusting(trusted, server.trustStorePassword());
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(server.host(), server.port())) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(7))
            .isEqualTo("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(Files.readString(server.certificate().orElseThrow()))
          .startsWith("-----BEGIN CERTIFICATE-----");
      server.kill();
      server.restart();
      assertThat(server.commandsProcessed()).isZero();
    }
    assertThat(trusted).doesNotExist();
  }

  @Test
  void startsTheOldServerOfAnOlderRelease() throws IOException {
    try (RedisServer server = Servers.redis().suite("bullseye").start()) {
      assertThat(server.version()).startsWith("6.0.");
      ask(server, "SET", "a", "1");
      server.kill();
      server.restart();
      assertThat(ask(server, "GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void losesTheReplyOfACommandThatWasApplied() throws Exception {
    try (RedisServer server = Servers.redis().owned().start();
        FaultProxy proxy = FaultProxy.before(server)) {
      RedisAddress through = RedisAddress.of(proxy.url(server.url()), "test");
      try (RedisWire wire = RedisWire.open(through, Waits.LONG)) {
        var lost = proxy.loseNextReply("INCR");
        assertThat(wire.call("SET", "a", "1")).isEqualTo("OK");
        assertThatThrownBy(() -> wire.call("INCR", "a")).hasMessageContaining("reset");
        Waits.done(lost);
      }
      assertThat(ask(server, "GET", "a")).isEqualTo("2");
    }
  }

  @Test
  void leavesNoDataBehind() {
    Path data;
    try (RedisServer server = Servers.redis().owned().start()) {
      data = dataOf(server);
      assertThat(data).isDirectory();
    }
    assertThat(data).doesNotExist();
  }

  @Test
  void aServerThatCannotStartSaysWhy(@TempDir Path home) throws IOException {
    Path program =
        Files.writeString(home.resolve("redis-server"), "#!/bin/sh\necho no luck\nexit 3\n");
    assertThatThrownBy(() -> Servers.redis().binary(program).start())
        .isInstanceOf(ServerNotFound.class)
        .hasMessageContaining("redis")
        .hasMessageContaining("no executable file");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> Servers.redis().binary(program).start())
        .isInstanceOf(ServerFailed.class)
        .hasMessageContaining("ended at its start with 3")
        .hasMessageContaining("no luck");
  }

  @Test
  void aSuiteThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> Servers.redis().suite("nosuchsuite").start())
        .isInstanceOf(ServerNotFound.class)
        .hasMessageContaining("redis-server of nosuchsuite");
  }

  @Test
  void aGivenServerIsNeverTouched() throws IOException {
    try (RedisServer own = Servers.redis().password("pw").start()) {
      RedisServer given = RedisSetup.given(own.url());
      assertThat(given.owned()).isFalse();
      assertThat(given.url()).isEqualTo(own.url());
      assertThat(given.endpoint()).isEqualTo(own.endpoint());
      assertThatThrownBy(given::kill).hasMessageContaining(RedisSetup.VARIABLE);
      assertThatThrownBy(given::pause).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(given::resume).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(given::restart).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(given::stop).isInstanceOf(UnsupportedOperationException.class);
      given.close();
      assertThat(ask(own, "PING")).isEqualTo("PONG");
      assertThat(given.toString()).doesNotContain("pw");
    }
  }

  @Test
  void theFacadeStartsByName() {
    assertThat(Servers.backends()).contains("redis");
    try (RealServer server = Servers.start("redis")) {
      assertThat(server.name()).isEqualTo("redis");
      assertThat(server.url()).startsWith("redis");
    }
    assertThatThrownBy(() -> Servers.start("oracle"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis");
  }

  private static String ask(RedisServer server, String... words) throws IOException {
    try (RedisWire wire = RedisWire.open(address(server), Waits.LONG)) {
      return String.valueOf(wire.call(words));
    }
  }

  private static Path dataOf(RedisServer server) {
    try {
      String info = ask(server, "INFO", "server");
      String line =
          info.lines().filter(l -> l.startsWith("config_file:")).findFirst().orElseThrow();
      return Path.of(line.substring("config_file:".length()), "..").normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RedisAddress address(RedisServer server) {
    return RedisAddress.of(server.url(), "test");
  }

  private static SSLContext contextTrusting(Path store, String password) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      trusted.load(in, password.toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
