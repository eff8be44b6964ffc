package dev.lockstep.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.NumberLease;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kits opened by their URL: the provider is found, and the engine works on the store. */
@SuppressWarnings("NullAway.Init") // JUnit starts the server
final class ConsulKitTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Whose renewals fall into no measurement. */
  private static final LockOptions LASTING = LockOptions.defaults().ttl(Duration.ofSeconds(60));

  private RealServer server;
  private Kit one;
  private Kit two;

  @BeforeEach
  void connect() {
    server = Servers.consul().start();
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

  /**
   * A session is promised for half of what a record may outlive its holder, and no less is said.
   */
  @Test
  void aLeaseSaysWhatItsSessionIsGoodFor() {
    try (Lease lease = one.mutex("a").with(LASTING).lock()) {
      assertThat(lease.ttl()).isEqualTo(Duration.ofSeconds(60));
      assertThat(lease.validity()).isEqualTo(Duration.ofSeconds(30));
    }
    try (Lease shortest =
        one.mutex("a").with(LockOptions.defaults().ttl(Duration.ofMillis(1500))).lock()) {
      assertThat(shortest.validity()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void aWaiterIsWokenByTheRelease() throws Exception {
    Lease held = one.mutex("a").with(LASTING).tryLock().orElseThrow();
    LockOptions patient = LASTING.retryInterval(Duration.ofSeconds(60));
    CompletableFuture<Lease> waiting = two.mutex("a").with(patient).lockAsync();
    await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> !waiting.isDone());
    held.release();
    waiting.get(SOON.toSeconds(), TimeUnit.SECONDS).release();
  }

  /** More than there are blocking queries at once: some look by themselves, and all get it. */
  @Test
  void moreKeysThanQueriesAreWaitedFor() {
    int keys = 2 * Hints.MOST;
    LockOptions seldom = LASTING.retryInterval(Duration.ofSeconds(3));
    List<Lease> held =
        IntStream.range(0, keys).mapToObj(i -> one.mutex("k" + i).with(LASTING).lock()).toList();
    List<CompletableFuture<Lease>> waiting =
        IntStream.range(0, keys)
            .mapToObj(i -> two.mutex("k" + i).with(seldom).lockAsync())
            .toList();
    held.forEach(Lease::release);
    await().atMost(SOON).until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
    waiting.forEach(lease -> lease.join().release());
  }

  /** Killed with SIGKILL: what it acknowledged is on its disk, sessions among it. */
  @Test
  void aKitOutlivesItsServersDeath() {
    Lease held = one.mutex("held").with(LASTING).lock();
    NumberLease number = two.allocateNumber("pool", 9);
    long id = one.nextId();
    server.kill();
    server.restart();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(() -> two.mutex("a").tryLock().map(Lease::isHeld).orElse(false));
    assertThat(held.isHeld()).isTrue();
    assertThat(number.isHeld()).isTrue();
    assertThat(two.mutex("held").tryLock()).isEmpty();
    assertThat(one.nextId()).isGreaterThan(id);
    held.release();
    Lease next = two.mutex("held").tryLock().orElseThrow();
    assertThat(next.token()).isGreaterThan(held.token());
  }

  @Test
  void aBorrowedClientStaysAsItIs() throws IOException {
    try (CloseableHttpClient client =
        HttpClients.custom().disableAutomaticRetries().setMaxConnPerRoute(52).build()) {
      try (Kit kit = Lockstep.connect(KitOptions.of(server.url()), ConsulBackend.on(client))) {
        assertThat(kit.unwrap(CloseableHttpClient.class)).containsSame(client);
        kit.mutex("a").lock().release();
      }
      try (Kit again = Lockstep.connect(KitOptions.of(server.url()), ConsulBackend.on(client))) {
        again.mutex("a").lock().release();
      }
    }
  }
}
