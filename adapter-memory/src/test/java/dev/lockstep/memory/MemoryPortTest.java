package dev.lockstep.memory;

import dev.lockstep.port.LeaseStoreContract;
import dev.lockstep.port.ListingContract;
import dev.lockstep.port.LivenessContract;
import dev.lockstep.port.PortBench;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The port, under every law, bare and through a node without faults. */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("laws")
@SuppressWarnings("NullAway.Init") // JUnit sets the parameters
final class MemoryPortTest {
  @Parameter(0)
  String law;

  @Parameter(1)
  String way;

  static Stream<Object[]> laws() {
    return MemoryProfile.names().stream()
        .flatMap(law -> Stream.of("bare", "lagging", "node").map(way -> new Object[] {law, way}));
  }

  private PortBench newBench() {
    MemoryProfile profile = MemoryProfile.like(law);
    return switch (way) {
      case "bare" -> new VirtualBench(profile);
      case "lagging" -> new VirtualBench(profile.withExpiryLag(Duration.ofMillis(500)));
      default -> new VirtualBench(profile, true);
    };
  }

  @Nested
  final class OneRecord extends LeaseStoreContract {
    @Override
    protected PortBench bench() {
      return newBench();
    }
  }

  @Nested
  final class Liveness extends LivenessContract {
    @Override
    protected PortBench bench() {
      return newBench();
    }
  }

  @Nested
  final class Listings extends ListingContract {
    @Override
    protected PortBench bench() {
      return newBench();
    }
  }
}
