package dev.example.programs;

import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The programs that speak of Redis, on Redis; and those of the README, which say they run there.
 */
class RedisProgramsTest {
  @Test
  void onRedisTheyPrintTheSame() throws Exception {
    try (RedisServer server = Servers.redis().owned().start()) {
      for (String program : List.of("OwnClient", "FirstProgram", "Worker")) {
        ProgramsTest.assertPrintsAsDocumented(program, server.url());
      }
    }
  }
}
