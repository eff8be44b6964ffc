package dev.lockstep.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void aPortThatAnotherJvmTookIsNotTakenThoughNobodyListensOnIt() throws IOException {
    try (NodeProcess other = NodeProcess.start(PortHolder.class)) {
      int port = portOf(other);
      new ServerSocket(port).close();
      assertThat(FreePorts.takeThis(port)).as("took the port of another JVM").isFalse();
      other.kill();
      Waits.until("the port of a JVM that was killed is free", () -> FreePorts.takeThis(port));
      FreePorts.release(List.of(port));
    }
  }

  @Test
  void aPortIsTakenOnceAndAgainAfterItsRelease() throws IOException {
    int port = FreePorts.take(1).get(0);
    assertThat(FreePorts.takeThis(port)).as("took a port twice").isFalse();
    FreePorts.release(List.of(port));
    assertThat(FreePorts.takeThis(port)).as("took a released port").isTrue();
    FreePorts.release(List.of(port));
  }

  @Test
  void aPortThatSomebodyListensOnIsNotTaken() throws IOException {
    int port = FreePorts.take(1).get(0);
    FreePorts.release(List.of(port));
    try (ServerSocket somebody = new ServerSocket()) {
      somebody.bind(Site.loopback(port));
      assertThat(FreePorts.takeThis(port)).as("took a port that is listened on").isFalse();
    }
  }

  @Test
  void whatIsTakenTogetherIsDistinct() throws IOException {
    List<Integer> ports = FreePorts.take(200);
    Set<Integer> distinct = new HashSet<>(ports);
    FreePorts.release(ports);
    assertThat(distinct).hasSize(200).allMatch(port -> port >= 20_000 && port < 32_768);
  }

  private static int portOf(NodeProcess holder) {
    String line = holder.await(said -> said.startsWith("took "), Waits.LONG);
    return Integer.parseInt(line.substring("took ".length()));
  }
}
