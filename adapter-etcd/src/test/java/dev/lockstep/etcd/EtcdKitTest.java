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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kits opened by their URL, through what befalls a server. */
@SuppressWarnings("NullAway.Init") // JUnit starts the server
final class EtcdKitTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final LockOptions LASTING = LockOptions.defaults().ttl(Duration.ofSeconds(40));

  private RealServer server;
  private Kit one;
  private Kit two;

  @BeforeEach
  void connect() {
    server = Servers.etcd().owned().start();
    one = Lockstep.connect(server.url());
    two = Lockstep.connect(server.url());
  }

  @AfterEach
  void end() {
    one.close();
    two.close();
    server.close();
  }

  @Test
  void aLockExcludesTheOtherKitAndTokensRise() {
    Lease held = one.mutex("a").tryLock().orElseThrow();
    assertThat(two.mutex("a").tryLock()).isEmpty();
    assertThat(two.mutex("a").isLocked()).isTrue();
    held.release();
    Lease next = two.mutex("a").tryLock().orElseThrow();
    assertThat(next.token()).isGreaterThan(held.token());
    next.release();
    assertThat(one.mutex("a").isLocked()).isFalse();
  }

  @Test
  void whatWasHeldOutlivesTheKillingOfTheServerAndItsWaiterIsServedByTheSameKit() throws Exception {
    Lease held = one.mutex("a").with(LASTING).lock();
    CompletableFuture<Lease> waiting = two.mutex("a").with(LASTING).lockAsync();
    await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> !waiting.isDone());
    server.kill();
    server.restart();
    assertThat(held.isHeld()).isTrue();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(
            () -> {
              held.renew();
              return true;
            });
    assertThat(waiting).isNotDone();
    held.release();
    Lease next = waiting.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(next.token()).isGreaterThan(held.token());
    next.release();
  }

  @Test
  void whatCouldNotBeRenewedWhileTheServerWasGoneIsLostInTimeAndTheKitGoesOn() {
    Lease held = one.mutex("a").with(LockOptions.defaults().ttl(Duration.ofSeconds(3))).lock();
    server.kill();
    await().atMost(Duration.ofSeconds(4)).until(() -> !held.isHeld());
    assertThat(held.lost().toCompletableFuture().join().cause()).isEqualTo(EndCause.EXPIRED);
    server.restart();
    // The server counts leases anew when it is led again.
    Lease next = one.mutex("a").with(LASTING.maxWait(SOON)).lock();
    assertThat(next.token()).isGreaterThan(held.token());
    next.release();
  }

  /** The operator's own: etcdctl lease revoke. */
  @Test
  void whoseLeaseIsRevokedIsToldAtTheNextRenewal() {
    LockOptions brief = LockOptions.defaults().ttl(Duration.ofSeconds(6));
    Lease held = one.mutex("a").with(brief).lock();
    try (EtcdOperator operator = new EtcdOperator(server.url())) {
      operator.revokeLeaseOf("lockstep/mutex/a");
    }
    await().atMost(Duration.ofSeconds(4)).until(() -> !held.isHeld());
    assertThat(held.lost().toCompletableFuture().join().cause()).isEqualTo(EndCause.REVOKED);
    assertThat(two.mutex("a").tryLock()).isPresent();
  }
}
