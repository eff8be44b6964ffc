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

/** The suite by command on a URL alone. */
class ConformOnRedisTest {
  /** S4: what is somebody else's is not touched, while its rules say what they rest on. */
  @Test
  void serverOfSomebodyElseIsLeftAsItIs() {
    try (RedisServer redis = Servers.redis().owned().password("s3cret").start();
        Kit theirs = Lockstep.connect(KitOptions.of(redis.url()).namespace("theirs"))) {
      Lease lease = theirs.mutex("stock/4711").lock();
      Ran ran =
          Ran.lockstep(
              "conform",
              "--url",
              redis.url(),
              "--rule",
              "F4",
              "--rule",
              "F1",
              "--rule",
              "L8",
              "--rule",
              "M10",
              "--json",
              "-");
      assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
      assertThat(ran.out() + ran.err()).doesNotContain("s3cret");
      JsonNode rules = JsonMapper.builder().build().readTree(ran.out()).get("rules");
      assertThat(rules)
          .extracting(rule -> rule.get("id").asString() + " " + rule.get("evidence").asString())
          .containsExactly("L8 server", "M10 server", "F1 proxy", "F4 proxy");
      lease.renew();
      assertThat(lease.isHeld()).isTrue();
      assertThat(redis.commandCalls())
          .doesNotContainKeys("flushall", "flushdb", "keys", "shutdown");
    }
  }
}
