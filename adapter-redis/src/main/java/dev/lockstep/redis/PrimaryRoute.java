package dev.lockstep.redis;

import dev.lockstep.Durability;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandExpiryWriter;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;

/**
 * To one primary: the one of the address, or the one that sentinels name whenever a connection is
 * made.
 */
record PrimaryRoute(RedisClient client, RedisURI uri) implements Route {
  @Override
  public CompletionStage<? extends StatefulConnection<byte[], byte[]>> connect() {
    return client.connectAsync(ByteArrayCodec.INSTANCE, uri);
  }

  @Override
  public CompletionStage<? extends StatefulRedisPubSubConnection<String, String>> connectPubSub() {
    return client.connectPubSubAsync(StringCodec.UTF8, uri);
  }

  @Override
  public CompletionStage<String> info(StatefulConnection<byte[], byte[]> connection) {
    return ((StatefulRedisConnection<byte[], byte[]>) connection).async().info();
  }

  @Override
  public void check(Server said) {
    said.checkVersion();
    said.checkPrimary(hasSentinels());
    said.warnOfEviction();
  }

  @Override
  public Durability durability(Server said) {
    return hasSentinels() ? Durability.ASYNC_REPLICATED : said.durability();
  }

  private boolean hasSentinels() {
    return !uri.getSentinels().isEmpty();
  }

  @Override
  public void breakOff(StatefulConnection<byte[], byte[]> connection) {
    if (connection instanceof RedisChannelHandler<?, ?> handler) {
      RedisChannelWriter writer = handler.getChannelWriter();
      while (writer instanceof CommandExpiryWriter timed) {
        writer = timed.getDelegate();
      }
      if (writer instanceof DefaultEndpoint endpoint) {
        endpoint.disconnect();
      }
    }
  }
}
