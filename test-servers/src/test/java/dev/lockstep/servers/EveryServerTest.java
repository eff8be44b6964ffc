package dev.lockstep.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.Socket;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for a server of whichever backend. */
class EveryServerTest {
  static List<String> backends() {
    return Servers.backends();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void itIsKilledPausedAndStartedAgainOnItsPort(String backend) {
    try (RealServer server = Servers.start(backend)) {
      int port = server.port();
      assertThat(server.name()).isEqualTo(backend);
      assertThat(server.url()).startsWith(backend + "://");
      assertThat(accepts(port)).isTrue();
      server.kill();
      assertThat(accepts(port)).isFalse();
      server.restart();
      assertThat(server.port()).isEqualTo(port);
      assertThat(accepts(port)).isTrue();
      server.pause();
      server.resume();
      server.stop();
      assertThat(accepts(port)).isFalse();
      assertThatCode(server::restart).doesNotThrowAnyException();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(Site.loopback(port), 2_000);
      return true;
    } catch (java.io.IOException refused) {
      return false;
    }
  }
}
