package dev.lockstep.memory;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.port.Node;
import dev.lockstep.spi.LeaseStore;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MemoryServersTest {
  private static final Duration TTL = Duration.ofSeconds(3);

  private final VirtualTime time = new VirtualTime();
  private final MemoryServers servers = new MemoryServers(time);

  @Test
  void connectionsOfOneNameShareAServerUntilTheLastIsClosed() {
    LeaseStore first = connect("x");
    LeaseStore second = connect("x");
    LeaseStore other = connect("y");
    Node.on(first, TTL).take(mutex("a"));
    first.close();
    first.close();
    assertThat(answer(second.get(mutex("a")))).isPresent();
    assertThat(answer(other.get(mutex("a")))).isEmpty();
    assertThat(servers.server("x")).isPresent();
    second.close();
    assertThat(servers.server("x")).isEmpty();
    assertThat(servers.server("y")).isPresent();
    assertThat(answer(connect("x").get(mutex("a")))).isEmpty();
  }

  @Test
  void aServerMadeAgainIsANewHistoryAboveTheOldTokens() {
    LeaseStore first = connect("x");
    long before = Node.on(first, TTL).take(mutex("a")).token();
    String history = answer(first.history()).id();
    first.close();
    time.stepWall(Duration.ofDays(-1));
    LeaseStore second = connect("x");
    assertThat(answer(second.history()).id()).isNotEqualTo(history);
    assertThat(Node.on(second, TTL).take(mutex("a")).token()).isGreaterThan(before);
  }

  @Test
  void anotherLawForOneNameIsAnError() {
    connect("x");
    assertThatThrownBy(() -> servers.connect("x", MemoryProfile.likeEtcd(), "here", time))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("memory:x");
  }

  @Test
  void theBackendFindsTheServerAndTheNode() {
    String name = UUID.randomUUID().toString();
    FaultyNode node = MemoryBackend.named(name).connect("here", time);
    assertThat(node.store().unwrap(FaultyNode.class)).contains(node);
    assertThat(node.store().unwrap(MemoryServer.class)).isEqualTo(MemoryBackend.server(name));
    assertThat(MemoryBackend.server(name)).isPresent();
    node.store().close();
    assertThat(MemoryBackend.server(name)).isEmpty();
  }

  @Test
  void aServerOfOnesOwnIsInNoRegister() {
    MemoryServer server = new MemoryServer("own", MemoryProfile.likeEtcd(), time);
    FaultyNode node = MemoryBackend.on(server).connect("here", time);
    assertThat(node.store().unwrap(MemoryServer.class)).contains(server);
    assertThat(MemoryBackend.server("own")).isEmpty();
  }

  private LeaseStore connect(String name) {
    return servers.connect(name, MemoryProfile.likeRedis(), "here", time);
  }
}
