package dev.lockstep.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeProcessTest {

  @Test
  void exchangesLines() {
    try (NodeProcess node =
        NodeProcess.start(List.of("-Dmark=x", "-Xmx32m"), EchoNode.class, List.of("a", "b c"))) {
      assertThat(node.await(line -> line.startsWith("ready"), Waits.LONG))
          .isEqualTo("ready a,b c x");
      assertThat(node.ask("grüße", line -> line.startsWith("heard"), Waits.LONG))
          .isEqualTo("heard grüße");
      assertThat(node.await(line -> line.startsWith("event"), Waits.LONG))
          .isEqualTo("event for grüße");
      assertThat(node.lines()).hasSize(3);
    }
  }

  /** The first lists its classes, and later ones read them from an archive. */
  @Test
  void nodesThatAreAlikeShareTheirClasses() {
    List<String> options = List.of("-Dmark=x", "-Xmx32m", "-Xshare:auto");
    Waits.until(
        "an archive is read",
        () -> {
          try (NodeProcess node = NodeProcess.startAlike(options, EchoNode.class, List.of("a"))) {
            assertThat(node.await(line -> line.startsWith("ready"), Waits.LONG))
                .isEqualTo("ready a x");
            assertThat(node.ask("grüße", line -> line.startsWith("heard"), Waits.LONG))
                .isEqualTo("heard grüße");
            return maps(node).contains("classes.jsa");
          }
        });
  }

  /** What a process has mapped into its memory. */
  private static String maps(NodeProcess node) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(node.pid()), "maps"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aKilledNodeIsGoneAndSaidSo() {
    try (NodeProcess node = NodeProcess.start(EchoNode.class)) {
      node.await(line -> line.startsWith("ready"), Waits.LONG);
      node.kill();
      assertThat(node.isAlive()).isFalse();
      assertThatThrownBy(() -> node.await(line -> line.equals("never"), Waits.LONG))
          .isInstanceOf(NodeFailed.class)
          .hasMessageContaining("137")
          .hasMessageContaining("ready");
      assertThatThrownBy(node::pause).hasMessageContaining("has ended");
    }
  }

  @Test
  void aPausedNodeAnswersWhenItRunsOn() {
    try (NodeProcess node = NodeProcess.start(EchoNode.class)) {
      node.await(line -> line.startsWith("ready"), Waits.LONG);
      node.pause();
      node.send("hello");
      assertThatThrownBy(() -> node.await(line -> true, Duration.ofMillis(300)))
          .isInstanceOf(NodeFailed.class)
          .hasMessageContaining("it runs");
      node.resume();
      assertThat(node.await(line -> line.startsWith("heard"), Waits.LONG)).isEqualTo("heard hello");
      node.pause();
    }
  }

  @Test
  void theErrorOfADeadNodeShowsWhatItSaid() {
    try (NodeProcess node = NodeProcess.start(EchoNode.class)) {
      assertThatThrownBy(() -> node.ask("die", line -> line.startsWith("heard"), Waits.LONG))
          .isInstanceOf(NodeFailed.class)
          .hasMessageContaining("did not say what was awaited")
          .hasMessageContaining("ended with 7")
          .hasMessageContaining("dying as told");
    }
  }

  @Test
  void closingEndsTheProcess() {
    NodeProcess node = NodeProcess.start(EchoNode.class);
    node.close();
    assertThat(node.isAlive()).isFalse();
    node.close();
  }
}
