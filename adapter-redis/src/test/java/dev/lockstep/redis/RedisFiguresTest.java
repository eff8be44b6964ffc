package dev.lockstep.redis;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.CommandLog;
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

  @Test
  void a_thousand_uncontended_pairs_are_two_thousand_requests() {
    try (Kit kit = Lockstep.connect(server.url());
        CommandLog log = server.commandLog()) {
      DistributedMutex mutex = kit.mutex("uncontended");
      mutex.lock().release();
      log.take();
      for (int i = 0; i < 1000; i++) {
        mutex.lock().release();
      }
      assertThat(counted(log.take()))
          .as("requests of 1000 pairs")
          .isEqualTo(Map.of("evalsha", 2000L));
    }
  }

  @Test
  void a_waiter_that_retries_each_minute_is_woken_in_under_half_a_second() throws Exception {
    try (Kit holder = Lockstep.connect(server.url());
        Kit other = Lockstep.connect(server.url());
        CommandLog log = server.commandLog()) {
      LockOptions patient = LockOptions.defaults().retryInterval(Duration.ofSeconds(60));
      for (int i = 0; i < 10; i++) {
        Lease held = holder.mutex("woken").lock();
        log.take();
        CompletableFuture<Lease> waiting = other.mutex("woken").with(patient).lockAsync();
        awaitWaiting(log);
        long released = System.nanoTime();
        held.release();
        waiting.get(30, TimeUnit.SECONDS).release();
        assertThat(Duration.ofNanos(System.nanoTime() - released))
            .as("time from the release until the waiter, round %d, had had its turn", i)
            .isLessThan(Duration.ofMillis(500));
      }
    }
  }

  /** Somebody listens, has asked in vain, and asks no more. */
  private static void awaitWaiting(CommandLog log) {
    long[] asked = {0};
    await("somebody waits")
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              List<String> commands = log.take();
              asked[0] += commands.stream().filter("evalsha"::equals).count();
              return commands.isEmpty() && asked[0] > 0 && server.subscriptions() > 0;
            });
  }

  private static Map<String, Long> counted(List<String> commands) {
    return commands.stream().collect(groupingBy(command -> command, counting()));
  }

  @Test
  void a_thousand_asynchronous_waiters_raise_the_number_of_threads_by_at_most_four()
      throws Exception {
    try (Kit holder = Lockstep.connect(server.url());
        Kit kit = Lockstep.connect(server.url());
        CommandLog log = server.commandLog()) {
      DistributedMutex mutex = kit.mutex("crowd");
      mutex.lock().release();
      Lease held = holder.mutex("crowd").lock();
      log.take();
      int before = Thread.getAllStackTraces().size();
      List<CompletableFuture<Lease>> waiting = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        waiting.add(mutex.lockAsync());
      }
      awaitWaiting(log);
      assertThat(Thread.getAllStackTraces().size() - before)
          .as("threads more than before, while a thousand wait")
          .isLessThanOrEqualTo(4);
      held.release();
      for (CompletableFuture<Lease> next : waiting) {
        next.get(30, TimeUnit.SECONDS).release();
      }
      assertThat(Thread.getAllStackTraces().size() - before)
          .as("threads more than before, after a thousand waited")
          .isLessThanOrEqualTo(4);
    }
  }

  @Test
  void a_hand_over_between_local_waiters_is_one_request() throws Exception {
    try (Kit kit = Lockstep.connect(server.url());
        CommandLog log = server.commandLog()) {
      DistributedMutex mutex = kit.mutex("local");
      handOverOnce(mutex); // The server learns each script at its first use.
      Lease held = mutex.lock();
      List<CompletableFuture<Lease>> waiting = List.of(mutex.lockAsync(), mutex.lockAsync());
      log.take();
      held.release();
      Lease second = waiting.get(0).get(30, TimeUnit.SECONDS);
      assertThat(log.take()).as("requests of one hand-over").containsExactly("evalsha");
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
