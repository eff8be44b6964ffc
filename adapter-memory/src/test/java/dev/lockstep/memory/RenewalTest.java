package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.Atomic;
import dev.lockstep.EndCause;
import dev.lockstep.Lease;
import dev.lockstep.LeaseLostException;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.port.Node;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller is told who renews one lease by hand, whatever the backend keeps alive. */
class RenewalTest {
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
}
