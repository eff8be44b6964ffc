package dev.lockstep.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.NumberLease;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** N5 by the server's own count. */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class RedisNumbersTest {
  private static final int MAX = 4096;

  private static final LockOptions SELDOM_RENEWED =
      LockOptions.defaults().ttl(Duration.ofSeconds(60));

  @Test
  void the_last_of_4096_numbers_takes_at_most_six_requests() throws Exception {
    try (RedisServer server = Servers.redis().owned().start();
        Kit holder = open(server);
        Kit kit = open(server)) {
      List<NumberLease> leases = fill(holder);
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        NumberLease freed = leases.get(i * 800);
        freed.release();
        long before = requests(server);
        NumberLease lease = kit.allocateNumber("workers", MAX);
        // The holder may renew meanwhile, which can only add to the count.
        least = Math.min(least, requests(server) - before);
        assertThat(lease.number()).isEqualTo(freed.number());
      }
      assertThat(least).as("requests of an allocation").isBetween(1L, 6L);
    }
  }

  private static Kit open(RedisServer server) {
    return Lockstep.connect(KitOptions.of(server.url()).lockDefaults(SELDOM_RENEWED));
  }

  private static List<NumberLease> fill(Kit kit) throws Exception {
    List<NumberLease> leases = new ArrayList<>();
    while (leases.size() < MAX) {
      List<CompletableFuture<NumberLease>> some = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        some.add(kit.allocateNumberAsync("workers", MAX));
      }
      for (CompletableFuture<NumberLease> one : some) {
        leases.add(one.get(30, TimeUnit.SECONDS));
      }
    }
    return leases;
  }

  private static long requests(RedisServer server) {
    Map<String, Long> calls = server.commandCalls();
    return calls.getOrDefault("evalsha", 0L) + calls.getOrDefault("eval", 0L);
  }
}
