package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.bench.Counted.PerOperation;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes over the wire. */
class BenchOnRedisTest {
  private static final BenchOptions SHORT = BenchTest.SHORT;

  /** Renewals, of which there are few, are requests too. */
  private static final Offset<Double> ABOUT = Offset.offset(0.1);

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
  void redisIsComparedWithLettuceInEveryScenario() {
    List<BenchRow> rows = Bench.run("redis", server.url(), SHORT, progress -> {});
    BenchTest.requireEveryScenarioWithFloor(rows);
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.requestsPerOperation()).as("%s", row).isPresent());
  }

  @Test
  void theBareClientOfRedisSendsTheSameBytes() {
    PerOperation[] both = both(Scenario.LOCK_UNLOCK);
    assertThat(both[0].requests().orElseThrow()).isCloseTo(2, ABOUT);
    assertThat(both[1].requests().orElseThrow()).isBetween(2.0, 2.1);
    assertThat(both[0].bytes()).isEqualTo(both[1].bytes());
  }

  @Test
  void aHandOverIsOneRequestAndBetweenKitsTwo() {
    PerOperation[] one = both(Scenario.HAND_OVER_ONE_KIT);
    // Some are for the sake of other kits, and two requests: on a slow machine more of them.
    assertThat(one[0].requests().orElseThrow()).isBetween(1.0, 2.1);
    assertThat(one[1].requests().orElseThrow()).isBetween(1.0, 1.1);
    PerOperation[] two = both(Scenario.HAND_OVER_TWO_KITS);
    // The other subject renews now and then, over the same proxy.
    assertThat(two[1].requests().orElseThrow()).isBetween(2.0, 2.1);
    assertThat(two[1].bytes()).isEqualTo(both(Scenario.LOCK_UNLOCK)[1].bytes());
  }

  private static PerOperation[] both(Scenario scenario) {
    try (Counted counted = Counted.at(server.url(), Optional.of(new RedisBareProvider())).get()) {
      Map<String, PerOperation> all = counted.perOperation(scenario, SHORT);
      return new PerOperation[] {
        Objects.requireNonNull(all.get(Stand.LOCKSTEP)), Objects.requireNonNull(all.get(Stand.BARE))
      };
    }
  }
}
