package dev.lockstep.redis;

import dev.lockstep.port.LeaseStoreContract;
import dev.lockstep.port.ListingContract;
import dev.lockstep.port.LivenessContract;
import dev.lockstep.port.PortBench;
import dev.lockstep.port.RealTimeBench;
import dev.lockstep.port.RecordLifeContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** What the documentation of the port promises, on a real Redis of one kind or another. */
@SuppressWarnings("ClassCanBeStatic") // JUnit wants inner classes
abstract class RedisPort {
  /** For what must stand while a busy machine works. */
  private static final Duration LONG = Duration.ofSeconds(20);

  /** For what the test waits to expire. */
  private static final Duration SHORT = Duration.ofMillis(1500);

  /** Of one host. */
  abstract String url();

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

  private PortBench at(Duration ttl) {
    return new RealTimeBench(url(), RedisBackend::store, ttl);
  }
}
