package dev.lockstep.conformance;

import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.servers.Direction;
import dev.lockstep.servers.FaultProxy;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A Redis of our own; its nodes are processes, its wires go through proxies. */
final class RedisUnderTest implements BackendUnderTest {
  private final RedisServer server = Servers.redis().owned().start();

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Evidence evidence() {
    return Evidence.SERVER;
  }

  @Override
  public String url() {
    return server.url();
  }

  @Override
  public Wire wire() {
    return new Proxied(FaultProxy.before(server));
  }

  @Override
  public NodeHost node(NodeSetup setup) {
    return new ProcessNode(setup);
  }

  @Override
  public boolean deleteLock(String namespace, String lock) {
    String pattern = "{" + namespace + ":*}/mutex//" + KeyCodec.mutex(lock).name();
    return operator(
        redis -> {
          List<String> keys = redis.keys(pattern);
          return !keys.isEmpty() && redis.del(keys.toArray(String[]::new)) > 0;
        });
  }

  /** By the server's own list, the connection that asks for it excepted. */
  @Override
  public int connections() {
    return operator(redis -> (int) redis.clientList().lines().count() - 1);
  }

  @Override
  public void flush() {
    operator(RedisCommands::flushall);
  }

  @Override
  public void stop() {
    server.kill();
  }

  @Override
  public void start() {
    server.restart();
  }

  @Override
  public void close() {
    server.close();
  }

  private <T> T operator(Function<RedisCommands<String, String>, T> command) {
    try (RedisClient client = RedisClient.create(server.url());
        var connection = client.connect()) {
      return command.apply(connection.sync());
    }
  }

  /** A proxy before the server. */
  private final class Proxied implements Wire {
    private final FaultProxy proxy;

    Proxied(FaultProxy proxy) {
      this.proxy = proxy;
    }

    @Override
    public String url() {
      return proxy.url(server.url());
    }

    @Override
    public void cut() {
      proxy.refuse();
      proxy.reset();
    }

    @Override
    public void blackHole() {
      proxy.blackHole();
    }

    @Override
    public void delayRequests(Duration by) {
      proxy.delay(Direction.TO_SERVER, by);
    }

    @Override
    public void delayReplies(Duration by) {
      proxy.delay(Direction.TO_CLIENT, by);
    }

    @Override
    public void loseNextReply() {
      var unused = proxy.loseNextReply("EVALSHA");
    }

    /** Everybody who listens is cut off, and told so only by the end of the connection. */
    @Override
    public void loseHints() {
      operator(redis -> redis.clientKill(KillArgs.Builder.typePubsub()));
    }

    @Override
    public void heal() {
      proxy.heal();
    }

    @Override
    public void close() {
      proxy.close();
    }
  }
}
