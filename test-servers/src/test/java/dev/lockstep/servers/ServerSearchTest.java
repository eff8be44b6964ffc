package dev.lockstep.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServerSearchTest {

  @Test
  void theFirstPlaceThatHasItWins() {
    Installation found =
        new ServerSearch("shell")
            .binary(Path.of("no-such-binary"))
            .onPath("sh")
            .debianPackage("no-such-package", null, "sh")
            .orFail();
    assertThat(found.executable()).hasFileName("sh");
    assertThat(found.origin()).startsWith("on the PATH");
  }

  @Test
  void aFailureNamesEachPlaceAndWhy() {
    ServerSearch search =
        new ServerSearch("oracle")
            .binary(Path.of("no-such-binary"))
            .onPath("no-such-program")
            .debianPackage("no-such-package", null, "no-such-program");
    assertThatThrownBy(search::orFail)
        .isInstanceOf(ServerNotFound.class)
        .hasMessageContainingAll(
            "oracle", "no-such-binary", "no no-such-program", "Debian package no-such-package")
        .hasMessageMatching("(?s).*no-such-package: apt-get ended with \\d+: .+");
  }
}
