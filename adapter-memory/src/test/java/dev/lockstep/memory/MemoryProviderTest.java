package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.spi.AtomicProvider;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kits on {@code memory:}, found as an application finds them. */
final class MemoryProviderTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final String name = UUID.randomUUID().toString();

  @Test
  void theServiceLoaderFindsIt() {
    assertThat(ServiceLoader.load(AtomicProvider.class))
        .filteredOn(provider -> provider.schemes().contains("memory"))
        .singleElement()
        .satisfies(provider -> assertThat(provider.name()).isEqualTo("memory"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void kitsOfOneNameExcludeEachOther(String law) {
    try (Kit first = Lockstep.connect("memory:" + name + "?like=" + law);
        Kit second = Lockstep.connect("memory:" + name + "?like=" + law)) {
      Lease held = first.mutex("a").tryLock().orElseThrow();
      assertThat(second.mutex("a").tryLock()).isEmpty();
      held.close();
      Lease next = second.mutex("a").tryLock().orElseThrow();
      assertThat(next.token()).isGreaterThan(held.token());
      assertThat(MemoryBackend.server(name)).isEqualTo(first.unwrap(MemoryServer.class));
    }
    assertThat(MemoryBackend.server(name)).isEmpty();
  }

  @Test
  void theNodeOfAKitCanBeFrozen() {
    try (Kit first = Lockstep.connect("memory:" + name);
        Kit second = Lockstep.connect("memory:" + name)) {
      FaultyNode node = MemoryBackend.node(first).orElseThrow();
      Lease held = first.mutex("a").with(LockOptions.defaults().ttl(SECOND)).lock();
      node.freeze();
      await().atMost(Duration.ofSeconds(30)).until(() -> second.mutex("a").tryLock().isPresent());
      assertThat(held.isHeld()).isFalse();
      node.thaw();
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> held.lost().toCompletableFuture().isDone());
    }
  }

  @Test
  void aLawThatNobodyHasIsRefusedByName() {
    assertThatThrownBy(() -> Lockstep.connect("memory:" + name + "?like=zookeper"))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("zookeper")
        .hasMessageContaining("zookeeper");
    assertThat(MemoryBackend.server(name)).isEmpty();
  }
}
