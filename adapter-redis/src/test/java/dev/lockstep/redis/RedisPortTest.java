package dev.lockstep.redis;

import static org.awaitility.Awaitility.await;

import dev.lockstep.port.LeaseStoreContract;
import dev.lockstep.port.ListingContract;
import dev.lockstep.port.LivenessContract;
import dev.lockstep.port.PortBench;
import dev.lockstep.port.RecordLifeContract;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.LeaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** What the documentation of the port promises, on a real server. */
@SuppressWarnings({
  "NullAway.Init",
  "ClassCanBeStatic"
}) // JUnit starts the server, and wants inner classes
final class RedisPortTest {
  /** For what must stand while a busy machine works. */
  private static final Duration LONG = Duration.ofSeconds(20);

  /** For what the test waits to expire. */
  private static final Duration SHORT = Duration.ofMillis(1500);

  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = Servers.redis().start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Nested
  final class Writes extends LeaseStoreContract {
    @Override
    protected PortBench bench() {
      return new Bench(LONG);
    }
  }

  @Nested
  final class Liveness extends LivenessContract {
    @Override
    protected PortBench bench() {
      return new Bench(SHORT);
    }
  }

  @Nested
  final class RecordLife extends RecordLifeContract {
    @Override
    protected PortBench bench() {
      return new Bench(SHORT);
    }
  }

  @Nested
  final class Listings extends ListingContract {
    @Override
    protected PortBench bench() {
      return new Bench(LONG);
    }
  }

  /** Namespaces of one test. */
  private static final class Bench implements PortBench {
    private static final long CATCH_UP = Duration.ofMillis(100).toNanos();

    private final Duration ttl;
    private long passed = System.nanoTime();
    private final String run = UUID.randomUUID().toString();
    private final List<LeaseStore> stores = new ArrayList<>();

    Bench(Duration ttl) {
      this.ttl = ttl;
    }

    @Override
    public LeaseStore connect(String namespace) {
      LeaseStore store =
          RedisBackend.store(TestConfig.of(server.url()).in(run + "/{" + namespace + "}"));
      stores.add(store);
      return store;
    }

    /**
     * Catches up with a few milliseconds that the test spent otherwise, so that small steps add up
     * to what they say.
     */
    @Override
    public void pass(Duration time) {
      long now = System.nanoTime();
      passed = Math.max(passed, now - CATCH_UP) + time.toNanos();
      if (passed - now > 0) {
        await()
            .pollDelay(Duration.ofNanos(passed - now))
            .pollInterval(Duration.ofMillis(1))
            .until(() -> true);
      }
    }

    @Override
    public Duration ttl() {
      return ttl;
    }

    @Override
    public void close() {
      stores.forEach(LeaseStore::close);
    }
  }
}
