package dev.lockstep.redis;

import dev.lockstep.Durability;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Faults;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
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
  private final RedisURI uri;
  private final long deadline;

  RedisConnector(AtomicConfig config, RedisURI uri) {
    this.config = config;
    this.uri = uri;
    this.faults = RedisFaults.at(config.url().endpoint());
    this.deadline = System.nanoTime() + config.connectTimeout().toNanos();
  }

  /** A store on threads of its own, which end with it. */
  RedisStore open(ClientOptions options) {
    OwnResources resources = new OwnResources();
    RedisClient client = RedisClient.create(resources.get(), uri);
    Runnable closing =
        () ->
            endOffLoop(
                () -> {
                  shut(client);
                  resources.close();
                });
    return open(client, client, options, closing);
  }

  /** A store on the threads of a client that stays as it is. */
  RedisStore borrow(RedisClient lender) {
    RedisClient client = RedisClient.create(lender.getResources(), uri);
    Runnable closing = () -> endOffLoop(() -> shut(client));
    return open(client, lender, lender.getOptions(), closing);
  }

  private RedisStore open(
      RedisClient client, RedisClient shown, ClientOptions options, Runnable closing) {
    try {
      client.setOptions(atMostOnce(options));
      StatefulRedisConnection<byte[], byte[]> connection =
          await(client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture());
      Hints hints = new Hints(() -> subscriber(client), config.scheduler());
      return new RedisStore(
          new Wire(connection),
          hints,
          new Layout(config.namespace()),
          new RedisTraits(durability(connection)),
          faults,
          shown,
          closing);
    } catch (RuntimeException failed) {
      closing.run();
      throw failed;
    }
  }

  private CompletionStage<StatefulRedisPubSubConnection<String, String>> subscriber(
      RedisClient client) {
    try {
      return client.connectPubSubAsync(StringCodec.UTF8, uri);
    } catch (RuntimeException closed) {
      return CompletableFuture.failedFuture(closed);
    }
  }

  private Durability durability(StatefulRedisConnection<byte[], byte[]> connection) {
    if (!config.get(RedisSettings.VALIDATE_SERVER).orElse(true)) {
      return Durability.ASYNC_REPLICATED;
    }
    Server server =
        new Server(await(connection.async().info().toCompletableFuture()), faults.endpoint());
    server.check();
    return server.durability();
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
      throw uri.isSsl()
          ? RedisFaults.overTls(faults.endpoint()).of(failed, "connecting by TLS (rediss://)", null)
          : faults.of(failed, "connecting", null);
    }
  }

  private void shut(RedisClient client) {
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
