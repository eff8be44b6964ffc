package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.bench.Counted.PerOperation;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.AtomicProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bare client sends what the adapter sends. Shapes and counts; no time is judged. */
class EveryBackendClientTest {
  private static final BenchOptions SHORT =
      new BenchOptions(Duration.ofMillis(100), Duration.ofMillis(50), 1);

  /** Renewals, and on NATS the base of tokens, are requests too. */
  private static final double OTHERS = 1;

  /** Numbers, and names of threads, of different lengths. */
  private static final Percentage ABOUT = Percentage.withPercentage(3);

  static List<BareProvider> clients() {
    Set<String> adapters =
        ServiceLoader.load(AtomicProvider.class).stream()
            .map(adapter -> adapter.get().name())
            .filter(Servers.backends()::contains)
            .collect(Collectors.toSet());
    return ServiceLoader.load(BareProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(client -> adapters.contains(client.backend()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void theBareClientMakesTheSameRequests(BareProvider client) {
    try (RealServer server = Servers.start(client.backend());
        Counted counted = Counted.at(server.url(), Optional.of(client)).orElseThrow()) {
      Map<String, PerOperation> lock = counted.perOperation(Scenario.LOCK_UNLOCK, SHORT);
      assertThat(of(lock, Stand.BARE).requests().orElseThrow()).isBetween(2.0, 2.1);
      assertThat(of(lock, Stand.LOCKSTEP).requests().orElseThrow()).isBetween(2.0, 2 + OTHERS);
      assertThat(of(lock, Stand.BARE).bytes()).isCloseTo(of(lock, Stand.LOCKSTEP).bytes(), ABOUT);

      Map<String, PerOperation> local = counted.perOperation(Scenario.HAND_OVER_ONE_KIT, SHORT);
      assertThat(of(local, Stand.BARE).requests()).hasValue(1);
      assertThat(of(local, Stand.BARE).bytes()).isCloseTo(of(local, Stand.LOCKSTEP).bytes(), ABOUT);

      Map<String, PerOperation> kits = counted.perOperation(Scenario.HAND_OVER_TWO_KITS, SHORT);
      if (kits.containsKey(Stand.BARE)) {
        assertThat(of(kits, Stand.BARE).requests().orElseThrow()).isBetween(2.0, 2.1);
      }
    }
  }

  private static PerOperation of(Map<String, PerOperation> both, String subject) {
    return Objects.requireNonNull(both.get(subject), subject);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void everyScenarioIsMeasured(BareProvider client) {
    try (RealServer server = Servers.start(client.backend())) {
      List<BenchRow> rows = Bench.run(client.backend(), server.url(), SHORT, progress -> {});
      assertThat(rows)
          .extracting(row -> row.scenario() + " " + row.subject())
          .contains(
              "lock-unlock lockstep",
              "lock-unlock bare",
              "hand-over-one-kit lockstep",
              "hand-over-one-kit bare",
              "hand-over-two-kits lockstep");
      assertThat(rows)
          .allSatisfy(row -> assertThat(row.requestsPerOperation()).as("%s", row).isPresent());
    }
  }
}
