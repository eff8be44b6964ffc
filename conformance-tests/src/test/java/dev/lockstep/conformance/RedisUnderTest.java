package dev.lockstep.conformance;

import dev.lockstep.conformance.harness.RealServerUnderTest;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Key;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.function.Function;

/** A Redis of our own. */
final class RedisUnderTest extends RealServerUnderTest {
  RedisUnderTest() {
    super(Servers.redis().owned().start());
  }

  @Override
  protected boolean delete(String namespace, Key key) {
    String record = "{" + namespace + ":*}/" + key.kind() + "/" + key.domain() + "/" + key.name();
    return operator(
        redis -> {
          List<String> keys = redis.keys(record);
          return !keys.isEmpty() && redis.del(keys.toArray(String[]::new)) > 0;
        });
  }

  @Override
  public void flush(String namespace) {
    operator(RedisCommands::flushall);
  }

  private <T> T operator(Function<RedisCommands<String, String>, T> command) {
    try (RedisClient client = RedisClient.create(url());
        var connection = client.connect()) {
      return command.apply(connection.sync());
    }
  }
}
