package dev.lockstep.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.NatsServer;
import dev.lockstep.servers.Servers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A kit and a server that was killed and started again (C2, L7). */
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
}
