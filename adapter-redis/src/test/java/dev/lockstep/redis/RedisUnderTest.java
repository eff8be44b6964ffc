package dev.lockstep.redis;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.harness.RealServerUnderTest;
import dev.lockstep.servers.RedisSetup;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Key;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Redis of our own. */
final class RedisUnderTest extends RealServerUnderTest {
  private static final Pattern MAY_STAY =
      Pattern.compile("\\}(#token$|#history$|/mark/|#index/mark$)");

  /** The namespace of a key. */
  private static final Pattern OURS = Pattern.compile("^\\{([^:}]+)(?::[0-9]+)?\\}.*");

  RedisUnderTest() {
    this(Servers.redis());
  }

  private RedisUnderTest(RedisSetup setup) {
    super(setup.owned().start());
  }

  @Override
  public Optional<BackendUnderTest> secured(String user, String password) {
    return Optional.of(new RedisUnderTest(Servers.redis().user(user, password)));
  }

  /** A record begins with the format of all that stands before its body. */
  @Override
  public boolean markUnknown(String namespace, Key key) {
    return operator(
        redis -> {
          List<String> keys = redis.keys(pattern(namespace, key));
          keys.forEach(record -> redis.setrange(record, 0, "2"));
          return !keys.isEmpty();
        });
  }

  /** Keys and channels. */
  @Override
  public SortedSet<String> traces(String namespace) {
    return operator(
        redis -> {
          SortedSet<String> traces = new TreeSet<>();
          traces.addAll(redis.keys("{" + namespace + "}*"));
          traces.addAll(redis.keys("{" + namespace + ":*"));
          traces.removeIf(MAY_STAY.asPredicate());
          redis
              .pubsubChannels("{" + namespace + ":*")
              .forEach(channel -> traces.add("subscription to " + channel));
          return traces;
        });
  }

  @Override
  public Set<String> namespaces() {
    return operator(redis -> redis.keys("*")).stream()
        .map(key -> OURS.matcher(key).replaceFirst("$1"))
        .collect(Collectors.toSet());
  }

  private static String pattern(String namespace, Key key) {
    return "{" + namespace + ":*}/" + key.kind() + "/" + key.domain() + "/" + key.name();
  }

  @Override
  protected boolean delete(String namespace, Key key) {
    return operator(
        redis -> {
          List<String> keys = redis.keys(pattern(namespace, key));
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
