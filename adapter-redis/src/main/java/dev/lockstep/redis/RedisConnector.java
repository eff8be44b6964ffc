package dev.lockstep.redis;

import dev.lockstep.Durability;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Faults;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens stores. Blocks, at most for the connect timeout; leaves nothing behind when it fails (X1).
 */
final class RedisConnector {
  private final AtomicConfig config;
  private final Faults faults;
  private final long deadline;

  RedisConnector(AtomicConfig config) {
    this.config = config;
    this.faults = RedisFaults.at(config.url().endpoint());
    this.deadline = System.nanoTime() + config.connectTimeout().toNanos();
  }

  /** A store on threads of its own, which end with it. */
  RedisStore open() {
    ClientOptions options = atMostOnce(RedisUrl.options(config));
    DeafChannels deaf = new DeafChannels(config.operationTimeout());
    RedisStore store = open(options, deaf);
    deaf.connected();
    return store;
  }

  private RedisStore open(ClientOptions options, DeafChannels deaf) {
    if (RedisUrl.isCluster(config)) {
      List<RedisURI> nodes = RedisUrl.cluster(config);
      OwnResources resources = new OwnResources(deaf);
      RedisClusterClient client = RedisClusterClient.create(resources.get(), nodes);
      client.setOptions(ClusterRoute.options(options));
      return open(new ClusterRoute(client), client, resources::close);
    }
    RedisURI uri = RedisUrl.uri(config);
    OwnResources resources = new OwnResources(deaf);
    RedisClient client = RedisClient.create(resources.get(), uri);
    client.setOptions(options);
    return open(new PrimaryRoute(client, uri), client, resources::close);
  }

  /** A store on the threads of a client that stays as it is. */
  RedisStore borrow(RedisClient lender, RedisURI uri) {
    RedisClient client = RedisClient.create(lender.getResources(), uri);
    client.setOptions(atMostOnce(lender.getOptions()));
    return open(new PrimaryRoute(client, uri), lender, () -> {});
  }

  private RedisStore open(Route route, AbstractRedisClient shown, Runnable afterwards) {
    Runnable closing =
        () ->
            endOffLoop(
                () -> {
                  shut(route.client());
                  afterwards.run();
                });
    try {
      int replicas = RedisUrl.replicas(config);
      StatefulConnection<byte[], byte[]> connection =
          await(route.connect().toCompletableFuture().thenApply(made -> made));
      Wire wire =
          new Wire(
              route, connection, new Replicas(replicas, config.operationTimeout().dividedBy(4)));
      return new RedisStore(
          wire,
          new Hints(() -> subscriber(route), config.scheduler()),
          new Layout(config.namespace()),
          new RedisTraits(durability(route, connection)),
          faults,
          shown,
          closing);
    } catch (RuntimeException failed) {
      closing.run();
      throw failed;
    }
  }

  private static CompletionStage<StatefulRedisPubSubConnection<String, String>> subscriber(
      Route route) {
    try {
      return route.connectPubSub().thenApply(made -> made);
    } catch (RuntimeException closed) {
      return CompletableFuture.failedFuture(closed);
    }
  }

  private Durability durability(Route route, StatefulConnection<byte[], byte[]> connection) {
    if (!config.get(RedisSettings.VALIDATE_SERVER).orElse(true)) {
      return Durability.ASYNC_REPLICATED;
    }
    Server said =
        new Server(await(route.info(connection).toCompletableFuture()), faults.endpoint());
    route.check(said);
    return route.durability(said);
  }

  /**
   * Without this, Lettuce would repeat what was in flight after a reconnect, and keep for later
   * what it is asked while there is no connection: a caller would wait in vain, and a request could
   * be carried out long after it was given up.
   */
  private ClientOptions atMostOnce(ClientOptions options) {
    return options
        .mutate()
        .autoReconnect(true)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands().timeoutSource(bounds()).build())
        .build();
  }

  /** INFO is asked while connecting only, which has a bound of its own (X1). */
  private TimeoutOptions.TimeoutSource bounds() {
    return new TimeoutOptions.TimeoutSource() {
      @Override
      public long getTimeout(RedisCommand<?, ?, ?> command) {
        Duration bound =
            command.getType() == CommandType.INFO
                ? config.connectTimeout()
                : config.operationTimeout();
        return bound.toNanos();
      }

      @Override
      public TimeUnit getTimeUnit() {
        return TimeUnit.NANOSECONDS;
      }
    };
  }

  private <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "interrupted while connecting to Redis at " + faults.endpoint());
    } catch (ExecutionException | TimeoutException failed) {
      throw config.url().scheme().startsWith("rediss")
          ? RedisFaults.overTls(faults.endpoint()).of(failed, "connecting by TLS (rediss://)", null)
          : faults.of(failed, "connecting", null);
    }
  }

  private void shut(AbstractRedisClient client) {
    long millis = Math.min(config.operationTimeout().toMillis(), 2000);
    try {
      client.shutdownAsync(0, millis, TimeUnit.MILLISECONDS).get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      // The connections are closed by the event loop in its own time; nothing else depends on them.
    }
  }

  /** An event loop that waits for its own end would wait for ever. */
  private static void endOffLoop(Runnable end) {
    if (Thread.currentThread() instanceof FastThreadLocalThread) {
      Thread ending = new Thread(end, "lockstep-redis-close");
      ending.setDaemon(true);
      ending.start();
    } else {
      end.run();
    }
  }
}
