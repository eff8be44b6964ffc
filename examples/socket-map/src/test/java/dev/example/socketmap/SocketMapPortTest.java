package dev.example.socketmap;

import dev.lockstep.port.LeaseStoreContract;
import dev.lockstep.port.ListingContract;
import dev.lockstep.port.LivenessContract;
import dev.lockstep.port.PortBench;
import dev.lockstep.port.RealTimeBench;
import dev.lockstep.port.RecordLifeContract;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** What the documentation of the port promises, on a real server. */
@SuppressWarnings("ClassCanBeStatic") // JUnit wants inner classes
final class SocketMapPortTest {
  /** For what must stand while a busy machine works. */
  private static final Duration LONG = Duration.ofSeconds(20);

  /** For what the test waits to expire. */
  private static final Duration SHORT = Duration.ofMillis(1500);

  private static SocketMapUnderTest server;

  @BeforeAll
  static void start() throws IOException {
    server = new SocketMapUnderTest();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Nested
  final class Writes extends LeaseStoreContract {
    @Override
    protected PortBench bench() {
      return at(LONG);
    }
  }

  @Nested
  final class Liveness extends LivenessContract {
    @Override
    protected PortBench bench() {
      return at(SHORT);
    }
  }

  @Nested
  final class RecordLife extends RecordLifeContract {
    @Override
    protected PortBench bench() {
      return at(SHORT);
    }
  }

  @Nested
  final class Listings extends ListingContract {
    @Override
    protected PortBench bench() {
      return at(LONG);
    }
  }

  private static PortBench at(Duration ttl) {
    return new RealTimeBench(server.url(), SocketMapStore::connect, ttl);
  }
}
