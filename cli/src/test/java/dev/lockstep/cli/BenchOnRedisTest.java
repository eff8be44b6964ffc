package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark by command on a URL. */
class BenchOnRedisTest {
  /** S4 holds for it too. */
  @Test
  void aServerOfSomebodyElseIsLeftAsItIs() {
    try (RedisServer redis = Servers.redis().owned().password("s3cret").start();
        Kit theirs = Lockstep.connect(KitOptions.of(redis.url()).namespace("theirs"))) {
      Lease lease = theirs.mutex("bench").lock();
      Ran ran = Ran.lockstep("bench", "--url", redis.url(), "--duration", "50ms", "--json", "-");
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.out() + ran.err()).doesNotContain("s3cret");
      JsonNode rows = JsonMapper.builder().build().readTree(ran.out()).get("rows");
      assertThat(rows)
          .hasSize(6)
          .allSatisfy(
              row -> {
                assertThat(row.get("backend").asString()).isEqualTo("redis");
                assertThat(row.get("requestsPerOperation").asDouble()).isBetween(1.0, 4.0);
              });
      lease.renew();
      assertThat(lease.isHeld()).isTrue();
      assertThat(redis.commandCalls()).doesNotContainKeys("flushall", "flushdb", "keys");
    }
  }
}
