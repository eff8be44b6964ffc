package dev.lockstep.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.EndCause;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an operator can do to a kit on etcd alone. */
final class EtcdKitTest {
  /** etcdctl lease revoke. */
  @Test
  void whoseLeaseIsRevokedIsToldAtTheNextRenewal() {
    LockOptions brief = LockOptions.defaults().ttl(Duration.ofSeconds(6));
    try (RealServer server = Servers.etcd().owned().start();
        Kit one = Lockstep.connect(server.url());
        Kit two = Lockstep.connect(server.url());
        EtcdOperator operator = new EtcdOperator(server.url())) {
      Lease held = one.mutex("a").with(brief).lock();
      operator.revokeLeaseOf("lockstep/mutex/a");
      await().atMost(Duration.ofSeconds(4)).until(() -> !held.isHeld());
      assertThat(held.lost().toCompletableFuture().join().cause()).isEqualTo(EndCause.REVOKED);
      assertThat(two.mutex("a").tryLock()).isPresent();
    }
  }
}
