package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.Atomic;
import dev.lockstep.EndCause;
import dev.lockstep.Lease;
import dev.lockstep.LeaseLostException;
import dev.lockstep.LockOptions;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.port.Node;
import dev.lockstep.spi.LeaseStore;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller is told who renews by himself, whatever the backend keeps alive (L3). */
final class ExplicitRenewalTest {
  private final VirtualTime time = new VirtualTime();

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void itIsToldWhatWasDeletedThoughTheSessionLives(String law) {
    MemoryServer server = new MemoryServer("server", MemoryProfile.like(law), time);
    LeaseStore store = new MemoryStore(server, "here", time, () -> {});
    try (Atomic kit = LeaseEngine.atomic(store, new VirtualConfig(time))) {
      Lease lease = kit.mutex("a").with(LockOptions.defaults().ttl(Duration.ofSeconds(30))).lock();
      lease.renew();
      assertThat(lease.isHeld()).isTrue();
      assertThat(server.delete("here", Node.mutex("a"))).isTrue();
      assertThatThrownBy(lease::renew).isInstanceOf(LeaseLostException.class);
      assertThat(lease.isHeld()).isFalse();
      assertThat(lease.lost().toCompletableFuture().join().cause()).isEqualTo(EndCause.REVOKED);
    }
  }
}
