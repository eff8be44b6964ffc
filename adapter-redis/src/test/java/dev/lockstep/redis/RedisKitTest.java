package dev.lockstep.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kits opened by their URL: the provider is found, and the engine works on the store. */
@SuppressWarnings("NullAway.Init") // JUnit starts the server
final class RedisKitTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private RedisServer server;
  private Kit one;
  private Kit two;

  @BeforeEach
  void connect() {
    server = Servers.redis().owned().start();
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
  void anAnswerThatDidNotComeIsToldWithTheKindOfTheBackend() {
    try (FaultProxy proxy = FaultProxy.before(server);
        Kit cut =
            Lockstep.connect(
                KitOptions.of(proxy.url(server.url())).operationTimeout(Duration.ofMillis(300)))) {
      proxy.blackHole();
      Throwable failed = catchThrowable(() -> cut.mutex("a").tryLock());
      proxy.heal();
      assertThat(failed)
          .isInstanceOf(BackendUnavailableException.class)
          .message()
          .startsWithIgnoringCase("redis at 127.0.0.1:");
    }
  }

  @Test
  void aWaiterIsWokenByTheRelease() throws Exception {
    Lease held = one.mutex("a").tryLock().orElseThrow();
    CompletableFuture<Lease> waiting = two.mutex("a").lockAsync();
    await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> !waiting.isDone());
    held.release();
    waiting.get(SOON.toSeconds(), TimeUnit.SECONDS).release();
  }

  @Test
  void anUncontendedLockIsOneRequestEachWay() {
    one.mutex("a").lock().release();
    long before = server.commandCalls().getOrDefault("evalsha", 0L);
    for (int i = 0; i < 10; i++) {
      one.mutex("a").lock().release();
    }
    assertThat(server.commandCalls().getOrDefault("evalsha", 0L) - before).isEqualTo(20);
  }

  @Test
  void aKitOutlivesItsServersRestart() {
    one.mutex("a").lock().release();
    server.kill();
    server.restart();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(() -> one.mutex("a").tryLock().map(Lease::isHeld).orElse(false));
  }
}
