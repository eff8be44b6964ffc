package dev.lockstep.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class RedisFiguresTest {
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = Servers.redis().owned().start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static long requests() {
    Map<String, Long> calls = server.commandCalls();
    return calls.getOrDefault("evalsha", 0L)
        + calls.getOrDefault("eval", 0L)
        + calls.getOrDefault("subscribe", 0L)
        + calls.getOrDefault("script|load", 0L);
  }

  @Test
  void a_thousand_uncontended_pairs_are_two_thousand_requests() {
    try (Kit kit = Lockstep.connect(server.url())) {
      DistributedMutex mutex = kit.mutex("uncontended");
      mutex.lock().release();
      long before = requests();
      for (int i = 0; i < 1000; i++) {
        mutex.lock().release();
      }
      assertThat(requests() - before).isEqualTo(2000);
    }
  }

  @Test
  void a_waiter_that_retries_each_minute_is_woken_in_under_half_a_second() throws Exception {
    try (Kit holder = Lockstep.connect(server.url());
        Kit other = Lockstep.connect(server.url())) {
      LockOptions patient = LockOptions.defaults().retryInterval(Duration.ofSeconds(60));
      for (int i = 0; i < 10; i++) {
        Lease held = holder.mutex("woken").lock();
        CompletableFuture<Lease> waiting = other.mutex("woken").with(patient).lockAsync();
        await().until(() -> subscribers() > 0);
        long released = System.nanoTime();
        held.release();
        waiting.get(30, TimeUnit.SECONDS).release();
        assertThat(Duration.ofNanos(System.nanoTime() - released))
            .isLessThan(Duration.ofMillis(500));
      }
    }
  }

  private static long subscribers() {
    return server.commandCalls().getOrDefault("subscribe", 0L);
  }

  @Test
  void a_thousand_asynchronous_waiters_raise_the_number_of_threads_by_at_most_four()
      throws Exception {
    try (Kit holder = Lockstep.connect(server.url());
        Kit kit = Lockstep.connect(server.url())) {
      DistributedMutex mutex = kit.mutex("crowd");
      mutex.lock().release();
      Lease held = holder.mutex("crowd").lock();
      int before = Thread.activeCount();
      int platformBefore = Thread.getAllStackTraces().size();
      List<CompletableFuture<Lease>> waiting = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        waiting.add(mutex.lockAsync());
      }
      await().until(() -> subscribers() > 0);
      assertThat(Thread.getAllStackTraces().size() - platformBefore)
          .as("%d active before", before)
          .isLessThanOrEqualTo(4);
      held.release();
      for (CompletableFuture<Lease> next : waiting) {
        next.get(30, TimeUnit.SECONDS).release();
      }
      assertThat(Thread.getAllStackTraces().size() - platformBefore).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void a_hand_over_between_local_waiters_is_one_request() throws Exception {
    try (Kit kit = Lockstep.connect(server.url())) {
      DistributedMutex mutex = kit.mutex("local");
      handOverOnce(mutex); // The server learns each script at its first use.
      Lease held = mutex.lock();
      List<CompletableFuture<Lease>> waiting = List.of(mutex.lockAsync(), mutex.lockAsync());
      long before = requests();
      held.release();
      Lease second = waiting.get(0).get(30, TimeUnit.SECONDS);
      assertThat(requests() - before).isEqualTo(1);
      second.release();
      Lease third = waiting.get(1).get(30, TimeUnit.SECONDS);
      assertThat(third.token()).isGreaterThan(second.token());
      third.release();
    }
  }

  private static void handOverOnce(DistributedMutex mutex) throws Exception {
    Lease first = mutex.lock();
    CompletableFuture<Lease> second = mutex.lockAsync();
    first.release();
    second.get(30, TimeUnit.SECONDS).release();
  }
}
