package dev.lockstep.nats;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.NatsServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tokens of several nodes while the base is raised under them (F1, F4). */
final class NatsTokensTest {
  private static final Key KEY = mutex("a");
  private static final long FAR = 1_000_000_000_000L;

  private static long lockAndUnlock(Node node) {
    UUID term = UUID.randomUUID();
    Outcome.Done done = done(node.store().grant(KEY, term, body(""), node.session()));
    done(node.store().release(KEY, term, done.version()));
    return done.token();
  }

  @Test
  void noTokenIsSmallerThanAnEarlierOneWhileTheBaseIsRaised() {
    try (NatsServer server = Servers.nats().start()) {
      PortConfig config = PortConfig.of(server.url());
      List<LeaseStore> stores = new ArrayList<>();
      List<Node> nodes = new ArrayList<>();
      List<Long> tokens = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        stores.add(NatsBackend.store(config));
        nodes.add(Node.on(stores.get(i), Duration.ofSeconds(30)));
        tokens.add(lockAndUnlock(nodes.get(i)));
        // Each reads the base at another time than the others.
        await().pollDelay(Duration.ofMillis(70)).until(() -> true);
      }
      long before = tokens.get(0);
      LeaseStore operator = NatsBackend.store(config);
      stores.add(operator);
      CompletableFuture<?> raised = operator.raiseBase(before + FAR).toCompletableFuture();
      int after = 0;
      while (after < 8) {
        after += raised.isDone() ? 1 : 0;
        nodes.forEach(node -> tokens.add(lockAndUnlock(node)));
      }
      answer(raised);
      assertThat(tokens).isSorted().doesNotHaveDuplicates();
      assertThat(tokens.get(tokens.size() - 1)).isGreaterThan(before + FAR);
      stores.forEach(LeaseStore::close);
    }
  }
}
