package dev.lockstep.nats;

import static dev.lockstep.port.Answers.alive;
import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.NatsServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A kit and a server that was killed and started again, or was out of reach (C2, L7). */
@Execution(ExecutionMode.CONCURRENT)
final class NatsOutageTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void theSameKitWorksAgainAfterAKillAndARestart() {
    try (NatsServer server = Servers.nats().start();
        Kit kit = Lockstep.connect(KitOptions.of(server.url()));
        Kit other = Lockstep.connect(KitOptions.of(server.url()))) {
      Lease held =
          kit.mutex("held").with(LockOptions.defaults().ttl(Duration.ofSeconds(30))).lock();
      long before = held.token();
      for (int round = 0; round < 3; round++) {
        server.kill();
        server.restart();
        String name = "round-" + round;
        await()
            .atMost(SOON)
            .ignoreExceptions()
            .untilAsserted(() -> kit.mutex(name).lock().release());
      }
      // What was acknowledged is there after a kill, and so is the lease.
      assertThat(held.isHeld()).isTrue();
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(other.mutex("held").tryLock()).isEmpty());
      held.release();
      Lease next = other.mutex("held").lock();
      assertThat(next.token()).isGreaterThan(before);
      next.release();
    }
  }

  @Test
  void aRecordOfADeadHolderEndsAlthoughTheServerWasKilledMeanwhile() {
    try (NatsServer server = Servers.nats().start()) {
      Kit dead = Lockstep.connect(KitOptions.of(server.url()));
      Kit other = Lockstep.connect(KitOptions.of(server.url()));
      LockOptions brief = LockOptions.defaults().ttl(Duration.ofSeconds(3));
      Lease held = dead.mutex("held").with(brief).lock();
      server.kill();
      // Nobody renews it any more: the kit is closed while it can tell nobody.
      dead.close();
      assertThat(held.isHeld()).isFalse();
      server.restart();
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(() -> other.mutex("held").with(brief).tryLock().isPresent());
      other.close();
    }
  }

  /** It does so with what stood before a message that has expired (nats-server #8505). */
  @Test
  void aKilledServerBringsNothingBackThatWasReleased() {
    try (NatsServer server = Servers.nats().start();
        LeaseStore store = NatsBackend.store(PortConfig.of(server.url()))) {
      Node node = Node.on(store, SOON);
      Key number = Node.number("pool", "0");
      for (Key key : List.of(Node.mutex("a"), number)) {
        Entry entry = node.take(key);
        alive(store.renew(node.session(), List.of(entry)));
        done(store.release(key, entry.term(), entry.version()));
      }
      // Longer than markers stand that a server makes itself.
      await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
      server.kill();
      server.restart();
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(() -> answer(store.get(Node.mutex("a"))).isEmpty());
      assertThat(answer(store.get(number))).isEmpty();
      assertThat(answer(store.list("number", "pool", Optional.empty())).entries()).isEmpty();
      node.take(number);
    }
  }

  /** Else it takes a lock that nobody waits for, or shows a member twice (M6, M7, H4). */
  @Test
  void aGrantThatWasGivenUpMeanwhileIsNotSentWithTheNextConnection() {
    try (NatsServer server = Servers.nats().start();
        FaultProxy proxy = FaultProxy.before(server)) {
      PortConfig patient =
          PortConfig.of(proxy.url(server.url()))
              .answerWithin(SOON)
              .with(NatsSettings.RETRY_ATTEMPTS, 100)
              .with(NatsSettings.RETRY_DELAY, Duration.ofMillis(500))
              .with(NatsSettings.RETRY_ELAPSED, SOON);
      Key key = Node.mutex("a");
      try (LeaseStore cut = NatsBackend.store(patient);
          LeaseStore same =
              NatsBackend.store(PortConfig.of(server.url()).in(patient.namespace()))) {
        Node node = Node.on(cut, Duration.ofSeconds(30));
        Entry before = node.take(key);
        done(cut.release(key, before.term(), before.version()));
        Connection connection = cut.unwrap(Connection.class).orElseThrow();
        proxy.refuse();
        proxy.reset();
        await().atMost(SOON).until(() -> connection.getStatus() != Connection.Status.CONNECTED);
        UUID givenUp = UUID.randomUUID();
        UUID wanted = UUID.randomUUID();
        var unwanted = cut.grant(key, givenUp, Node.body(""), node.session());
        var other = cut.grant(Node.mutex("b"), wanted, Node.body(""), node.session());
        cut.unwanted(givenUp);
        proxy.accept();
        assertThat(answer(unwanted)).isInstanceOf(Outcome.Unknown.class);
        assertThat(answer(same.get(key))).isEmpty();
        // Who still waits gets it by the next connection.
        done(other);
        assertThat(answer(same.get(key))).isEmpty();
      }
    }
  }

  @Test
  void whatAReleaseLeavesIsGoneWithTheTimeOfTheRecord() throws Exception {
    try (NatsServer server = Servers.nats().start();
        LeaseStore store = NatsBackend.store(PortConfig.of(server.url()));
        Connection operator = Nats.connect(server.url())) {
      Node node = Node.on(store, Duration.ofSeconds(2));
      for (Key key : List.of(Node.mutex("a"), Node.number("pool", "0"))) {
        Entry entry = node.take(key);
        done(store.release(key, entry.term(), entry.version()));
      }
      // The history alone stays.
      await()
          .atMost(SOON)
          .until(
              () ->
                  operator
                          .jetStreamManagement()
                          .getStreamInfo("KV_lockstep")
                          .getStreamState()
                          .getMsgCount()
                      == 1);
    }
  }
}
