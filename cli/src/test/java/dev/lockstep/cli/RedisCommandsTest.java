package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.servers.NodeProcess;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The commands on a real Redis. */
class RedisCommandsTest {
  private static final Duration STARTUP = Duration.ofMinutes(3);

  @Test
  void wrongPassword() {
    try (RedisServer redis = Servers.redis().password("r1ght").start()) {
      String endpoint = "127.0.0.1:" + redis.port();
      Ran ran = Ran.lockstep("demo", "--url", "redis://:wr0ng@" + endpoint);
      ran.failedWith(ExitCode.UNAVAILABLE)
          .contains(endpoint, "check user and password", "(10150)")
          .doesNotContain("wr0ng", "r1ght");
      assertThat(ran.took()).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void missingPassword() {
    try (RedisServer redis = Servers.redis().password("r1ght").start()) {
      Ran.lockstep("demo", "--url", "redis://127.0.0.1:" + redis.port())
          .failedWith(ExitCode.UNAVAILABLE)
          .contains("check user and password", "(10150)")
          .hasSizeLessThan(160);
    }
  }

  @Test
  void demoKillsItsLeaderWithSigkill() {
    try (RedisServer redis = Servers.redis().owned().start()) {
      Ran ran = Ran.lockstep("demo", "--url", redis.url());
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.out())
          .contains("is killed (SIGKILL)", "took over in", "of the terms rising: true")
          .contains("7 holders in turn, tokens rising: true");
      assertThat(ran.took()).isLessThan(Duration.ofMinutes(1));
    }
  }

  @Test
  void demoOnABackendThatDiesEndsInALineWithinAMinute() throws Exception {
    try (RedisServer redis = Servers.redis().owned().start();
        NodeProcess demo = NodeProcess.start(Main.class, "demo", "--url", redis.url())) {
      demo.await(said -> said.contains("holds the lock"), STARTUP);
      redis.kill();
      long died = System.nanoTime();
      ProcessHandle process = ProcessHandle.of(demo.pid()).orElseThrow();
      process.onExit().get(2, TimeUnit.MINUTES);
      Duration took = Duration.ofNanos(System.nanoTime() - died);
      demo.close();
      assertThat(String.join("\n", demo.errorLines())).contains("lockstep: ", "(10100)");
      assertThat(took).as("time until the demo gave up").isLessThan(Duration.ofSeconds(50));
    }
  }

  /** Those of docs/backends/redis.md, for the namespaces of the demo. */
  @Test
  void demoRunsWithTheRightsThatAreDocumented() {
    String rights =
        "~{demo-* &{demo-* +@read +@write +@scripting +@pubsub +@connection +info +time";
    try (RedisServer redis = Servers.redis().user("shop", "r1ght", rights).start()) {
      Ran ran = Ran.lockstep("demo", "--url", redis.url());
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).contains("took over in").doesNotContain("r1ght");
    }
  }

  @Test
  void serversRunUntilTerm() throws Exception {
    try (NodeProcess command = NodeProcess.start(Main.class, "servers", "--backend", "redis")) {
      String line = command.await(said -> said.startsWith("redis redis://127.0.0.1:"), STARTUP);
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      new Socket(InetAddress.getLoopbackAddress(), port).close();

      ProcessHandle process = ProcessHandle.of(command.pid()).orElseThrow();
      process.destroy();
      process.onExit().get(30, TimeUnit.SECONDS);

      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
    }
  }
}
