package dev.lockstep.nats;

import dev.lockstep.port.LeaseStoreContract;
import dev.lockstep.port.ListingContract;
import dev.lockstep.port.LivenessContract;
import dev.lockstep.port.PortBench;
import dev.lockstep.port.RealTimeBench;
import dev.lockstep.port.RecordLifeContract;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** What the documentation of the port promises, on a real server. */
@SuppressWarnings({
  "NullAway.Init",
  "ClassCanBeStatic"
}) // JUnit starts the server, and wants inner classes
final class NatsPortTest {
  /** For what must stand while a busy machine works. */
  private static final Duration LONG = Duration.ofSeconds(20);

  /** For what the test waits to expire. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static RealServer server;

  @BeforeAll
  static void start() {
    server = Servers.start("nats");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static PortBench bench(Duration ttl) {
    return new RealTimeBench(server.url(), NatsBackend::store, ttl);
  }

  @Nested
  final class Writes extends LeaseStoreContract {
    @Override
    protected PortBench bench() {
      return NatsPortTest.bench(LONG);
    }
  }

  @Nested
  final class Liveness extends LivenessContract {
    @Override
    protected PortBench bench() {
      return NatsPortTest.bench(SHORT);
    }
  }

  @Nested
  final class RecordLife extends RecordLifeContract {
    @Override
    protected PortBench bench() {
      return NatsPortTest.bench(SHORT);
    }
  }

  @Nested
  final class Listings extends ListingContract {
    @Override
    protected PortBench bench() {
      return NatsPortTest.bench(LONG);
    }
  }
}
