package dev.lockstep.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A wrong command, option or value is one line that names it, and exit code 64 (X3). */
class MisuseTest {
  @Test
  void noCommand() {
    Ran.lockstep().failedWith(ExitCode.USAGE).contains("see lockstep --help");
  }

  @Test
  void unknownCommand() {
    Ran.lockstep("demp").failedWith(ExitCode.USAGE).contains("'demp'");
  }

  @Test
  void unknownOptionHidesThePasswordBesideIt() {
    Ran.lockstep("demo", "--ulr", "redis://ann:s3cret@127.0.0.1")
        .failedWith(ExitCode.USAGE)
        .contains("--ulr", "see lockstep demo --help")
        .doesNotContain("s3cret");
  }

  @Test
  void optionWithoutItsValue() {
    Ran.lockstep("demo", "--url").failedWith(ExitCode.USAGE).contains("--url");
  }

  @Test
  void unknownBackendOfServers() {
    Ran.lockstep("servers", "--backend", "mongo")
        .failedWith(ExitCode.USAGE)
        .contains("mongo", "known: ", "redis");
  }

  @Test
  void misspeltScheme() {
    Ran.lockstep("demo", "--url", "reddis://127.0.0.1")
        .failedWith(ExitCode.USAGE)
        .contains("reddis", "did you mean 'redis'?", "(20100)");
  }

  @Test
  void noUrlAtAll() {
    Ran.lockstep("demo", "--url", "somewhere").failedWith(ExitCode.USAGE).contains("no scheme");
  }

  @Test
  void malformedUrlHidesItsPassword() {
    Ran.lockstep("demo", "--url", "redis://ann:s3cret@127.0.0.1:port")
        .failedWith(ExitCode.USAGE)
        .contains("port")
        .doesNotContain("s3cret");
  }

  @Test
  void misspeltSetting() {
    Ran.lockstep("demo", "--url", "memory:?lock-tll=3s")
        .failedWith(ExitCode.USAGE)
        .contains("lock-tll", "did you mean 'lock-ttl'?");
  }

  @Test
  void negativeTimeToLive() {
    Ran.lockstep("demo", "--url", "memory:?lock-ttl=-1s")
        .failedWith(ExitCode.USAGE)
        .contains("lock-ttl");
  }

  @Test
  void emptyName() {
    Ran.lockstep("demo", "--url", "memory:?namespace=")
        .failedWith(ExitCode.USAGE)
        .contains("namespace");
  }

  @Test
  void deadServer() {
    Ran ran = Ran.lockstep("demo", "--url", "redis://ann:s3cret@127.0.0.1:1");
    ran.failedWith(ExitCode.UNAVAILABLE)
        .contains("127.0.0.1:1", "(10100)")
        .doesNotContain("s3cret");
    assertThat(ran.took()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void demoTakesItsUrlFromTheEnvironment() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Main.class.getName(),
            "demo");
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("LOCKSTEP_URL", "redis://ann:s3cret@127.0.0.1:1");
    Process demo = builder.redirectErrorStream(true).start();
    String told = new String(demo.getInputStream().readAllBytes(), UTF_8);
    assertThat(told).contains("127.0.0.1:1", "(10100)").hasLineCount(1).doesNotContain("s3cret");
    assertThat(demo.waitFor()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(Ran.lockstep("demo", "--help").out()).contains("LOCKSTEP_URL");
  }

  @Test
  void serverThatNeverAnswers() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "redis://127.0.0.1:" + silent.getLocalPort() + "?connect-timeout=1s";
      Ran ran = Ran.lockstep("demo", "--url", url);
      ran.failedWith(ExitCode.UNAVAILABLE).contains("no answer in time", "(10100)");
      assertThat(ran.took()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void serverThatIsNoRedis() throws Exception {
    try (var http = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> answered =
          CompletableFuture.runAsync(
              () -> {
                try (Socket client = http.accept()) {
                  client.getInputStream().read();
                  client
                      .getOutputStream()
                      .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                } catch (IOException gone) {
                  throw new UncheckedIOException(gone);
                }
              });
      Ran.lockstep("demo", "--url", "redis://127.0.0.1:" + http.getLocalPort())
          .failedWith(ExitCode.UNAVAILABLE)
          .contains("no Redis", "check host and port", "(10150)")
          .doesNotContain("Invalid first byte");
      answered.get(30, TimeUnit.SECONDS);
    }
  }
}
