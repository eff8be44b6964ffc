package dev.lockstep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Our modules name what they need, also of libraries that are modules without saying so. */
class ModulePathOnRedisTest {
  /** What tests alone are run with; no module of ours may need it. */
  private static final String OF_TESTS = ".*(test-classes|archunit|awaitility|hamcrest).*";

  @Test
  void theCommandReachesRedisOnAModulePath() throws Exception {
    try (RedisServer redis = Servers.redis().start()) {
      assertThat(onModulePath("who", "a", "--url", redis.url())).isEqualTo("nobody");
    }
  }

  private static String onModulePath(String... arguments) throws IOException, InterruptedException {
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.matches(OF_TESTS))
            .collect(Collectors.joining(File.pathSeparator));
    String java = System.getProperty("java.home") + "/bin/java";
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            java, "-p", path, "-m", "dev.lockstep.cli/" + Main.class.getName()),
                        Arrays.stream(arguments))
                    .toList())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    process.waitFor();
    return said;
  }
}
