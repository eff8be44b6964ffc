package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.Atomic;
import dev.lockstep.EndCause;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LeaseLostException;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.port.Node;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller is told who renews one lease by hand, whatever the backend keeps alive. */
class RenewalTest {
  private static final Duration TTL = Duration.ofSeconds(40);

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void l3_who_renews_a_lease_whose_record_was_deleted_is_told_at_once(String law) {
    VirtualBench bench = new VirtualBench(MemoryProfile.like(law));
    try (Atomic kit = LeaseEngine.atomic(bench.connect("here"), new VirtualConfig(bench.time))) {
      Lease other = kit.mutex("b").lock();
      Lease lease = kit.mutex("a").lock();
      lease.renew();
      assertThat(lease.isHeld()).isTrue();
      assertThat(bench.server.delete("here", Node.mutex("a"))).isTrue();
      assertThatThrownBy(lease::renew).isInstanceOf(LeaseLostException.class);
      assertThat(lease.lost().toCompletableFuture().join().cause()).isEqualTo(EndCause.REVOKED);
      assertThat(lease.isHeld()).isFalse();
      other.renew();
      assertThat(other.isHeld()).isTrue();
    }
  }

  /** In real time: the caller waits for the second renewal. */
  @Test
  void e11_behind_a_follower_who_renews_a_lease_has_it_from_then_on() {
    KitOptions options = KitOptions.of("memory:renewal-" + UUID.randomUUID() + "?like=zookeeper");
    try (Kit kit = Lockstep.connect(options);
        Lease lease = kit.mutex("a").with(LockOptions.defaults().ttl(TTL)).lock()) {
      Duration life = TTL.minus(kit.traits().safetyMargin(TTL));
      await().until(() -> lease.remaining().compareTo(life.minusSeconds(2)) < 0);
      long asked = System.nanoTime();
      lease.renew();
      assertThat(lease.remaining().plusNanos(System.nanoTime() - asked))
          .isGreaterThan(life.minusMillis(1500));
    }
  }
}
