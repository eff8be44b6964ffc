package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.Atomic;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Lease;
import dev.lockstep.LockNotAcquiredException;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A kit whose backend answers slowly, or no more, in virtual time. */
@Execution(ExecutionMode.CONCURRENT)
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

  /** Its last request could still be granted after the release, and be given back only then. */
  @Test
  void m6_a_lock_whose_waiter_gave_up_is_free_once_it_is_released() {
    Atomic other = kit(bench.connect("here"));
    Lease held = other.mutex("a").lock();
    Atomic kit = kit(node.store());
    LockOptions impatient = LockOptions.defaults().maxWait(Duration.ofMillis(2200));
    CompletableFuture<Lease> waiting = kit.mutex("a").with(impatient).lockAsync();
    bench.time.settle();
    // It asks after half a second, hears after one and a half, and asks again before two.
    node.link().delayRequests(Duration.ofSeconds(1));
    bench.pass(Duration.ofMillis(2100));
    while (!waiting.isDone()) {
      bench.pass(Duration.ofMillis(10));
    }
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(LockNotAcquiredException.class);
    held.release();
    for (int i = 0; i < 300; i++) {
      assertThat(other.mutex("a").isLocked())
          .as("locked %d ms after the release", 10 * i)
          .isFalse();
      bench.pass(Duration.ofMillis(10));
    }
    kit.close();
    other.close();
  }

  @Test
  void m3_who_waits_longest_is_told_so_within_the_operation_timeout_when_nobody_answers() {
    Atomic other = kit(bench.connect("here"));
    other.mutex("a").lock();
    Atomic kit = kit(node.store());
    LockOptions impatient = LockOptions.defaults().maxWait(Duration.ofSeconds(3));
    CompletableFuture<Lease> waiting = kit.mutex("a").with(impatient).lockAsync();
    bench.time.settle();
    node.disconnect();
    bench.pass(Duration.ofMillis(2990));
    assertThat(waiting).isNotDone();
    bench.pass(Duration.ofMillis(2020));
    assertThat(waiting).isDone();
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(LockNotAcquiredException.class);
    node.reconnect();
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
