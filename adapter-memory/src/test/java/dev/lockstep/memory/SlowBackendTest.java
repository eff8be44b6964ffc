package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.Atomic;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.LeaseStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A kit whose backend answers slowly, or no more, in virtual time. */
class SlowBackendTest {
  private static final LockOptions SHORT = LockOptions.defaults().ttl(Duration.ofMillis(200));

  private final VirtualBench bench = new VirtualBench(MemoryProfile.likeRedis());
  private final FaultyNode node = bench.node();

  private Atomic kit(LeaseStore store) {
    return LeaseEngine.atomic(store, new VirtualConfig(bench.time));
  }

  @Test
  void m3_who_waits_with_a_ttl_shorter_than_a_round_trip_is_told_so() throws Exception {
    Atomic other = kit(bench.connect("here"));
    Lease held = other.mutex("a").lock();
    Atomic kit = kit(node.store());
    CompletableFuture<Lease> hasty = kit.mutex("a").with(SHORT).lockAsync();
    CompletableFuture<Lease> patient = kit.mutex("a").lockAsync();
    node.link().delayReplies(Duration.ofMillis(300));
    bench.pass(Duration.ofSeconds(1));
    assertThat(hasty).isNotDone();
    held.release();
    bench.pass(Duration.ofSeconds(10));
    assertThat(hasty).isDone();
    assertThatThrownBy(hasty::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("200 ms")
        .hasMessageContaining("Raise the TTL");
    assertThat(patient.get().isHeld()).isTrue();
    kit.close();
    other.close();
  }

  @Test
  void c1_nothing_is_asked_of_a_store_that_is_closed() {
    AtomicBoolean closed = new AtomicBoolean();
    AtomicInteger askedInVain = new AtomicInteger();
    LeaseStore store = node.store();
    LeaseStore watched =
        (LeaseStore)
            Proxy.newProxyInstance(
                LeaseStore.class.getClassLoader(),
                new Class<?>[] {LeaseStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    closed.set(true);
                  } else if (closed.get() && method.getName().equals("release")) {
                    askedInVain.incrementAndGet();
                  }
                  try {
                    return method.invoke(store, arguments);
                  } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                  }
                });
    Atomic kit = kit(watched);
    kit.mutex("a").lock();
    bench.server.down();
    kit.close();
    assertThat(closed).isTrue();
    bench.pass(Duration.ofMinutes(2));
    assertThat(askedInVain.get()).as("questions to a closed store").isLessThanOrEqualTo(1);
  }
}
