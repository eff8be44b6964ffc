package dev.lockstep.nats;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.NatsServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.PurgeOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tokens of several nodes while the base is raised, or taken away, under them (F1, F4). */
@Execution(ExecutionMode.CONCURRENT)
final class NatsTokensTest {
  private static final Key KEY = mutex("a");
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final long FAR = 1_000_000_000_000L;

  private static long lockAndUnlock(Node node) {
    UUID term = UUID.randomUUID();
    Outcome.Done done = done(node.store().grant(KEY, term, body(""), node.session()));
    done(node.store().release(KEY, term, done.version()));
    return done.token();
  }

  private interface Emptying {
    void by(Connection operator, String history) throws IOException, JetStreamApiException;
  }

  /** Nodes that each read the base at another time than the others. */
  private static List<Node> nodes(PortConfig config, List<LeaseStore> stores, List<Long> tokens) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stores.add(NatsBackend.store(config));
      nodes.add(Node.on(stores.get(i), TTL));
      tokens.add(lockAndUnlock(nodes.get(i)));
      await().pollDelay(Duration.ofMillis(70)).until(() -> true);
    }
    return nodes;
  }

  @Test
  void noTokenIsSmallerThanAnEarlierOneWhileTheBaseIsRaised() {
    try (NatsServer server = Servers.nats().start()) {
      PortConfig config = PortConfig.of(server.url());
      List<LeaseStore> stores = new ArrayList<>();
      List<Long> tokens = new ArrayList<>();
      List<Node> nodes = nodes(config, stores, tokens);
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

  @Test
  void noTokenIsSmallerThanAnEarlierOneAfterTheStreamWasPurged() throws Exception {
    tokensRiseAlthough(
        (operator, history) -> operator.jetStreamManagement().purgeStream("KV_lockstep"), true);
  }

  @Test
  void noTokenIsSmallerThanAnEarlierOneAfterTheHistoryWasPurged() throws Exception {
    tokensRiseAlthough(
        (operator, history) ->
            operator
                .jetStreamManagement()
                .purgeStream("KV_lockstep", PurgeOptions.subject("$KV.lockstep." + history)),
        false);
  }

  @Test
  void noTokenIsSmallerThanAnEarlierOneAfterTheHistoryWasDeleted() throws Exception {
    tokensRiseAlthough((operator, history) -> operator.keyValue("lockstep").delete(history), true);
  }

  /** The history is made anew, and who granted by the old one goes on for a moment. */
  private static void tokensRiseAlthough(Emptying emptying, boolean newcomerIsFirst)
      throws Exception {
    try (NatsServer server = Servers.nats().start();
        Connection operator = Nats.connect(server.url())) {
      PortConfig config = PortConfig.of(server.url());
      List<LeaseStore> stores = new ArrayList<>();
      List<Long> tokens = new ArrayList<>();
      List<Node> nodes = nodes(config, stores, tokens);
      emptying.by(operator, LeaseEngine.encoded(config.namespace()) + ".history");
      if (newcomerIsFirst) {
        stores.add(NatsBackend.store(config));
        nodes.add(0, Node.on(stores.get(4), TTL));
      }
      long emptied = System.nanoTime();
      while (System.nanoTime() - emptied < 3 * TokenBase.MOMENT) {
        nodes.forEach(node -> tokens.add(lockAndUnlock(node)));
      }
      assertThat(tokens).isSorted().doesNotHaveDuplicates();
      stores.forEach(LeaseStore::close);
    }
  }
}
