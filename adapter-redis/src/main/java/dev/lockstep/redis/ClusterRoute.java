package dev.lockstep.redis;

import dev.lockstep.Durability;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** To a Redis Cluster: each request to the primary that has its slot. */
record ClusterRoute(RedisClusterClient client) implements Route {
  private static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(1);

  /** Looks at the cluster anew when something there has changed, and at no other time. */
  static ClusterClientOptions options(ClientOptions options) {
    return ClusterClientOptions.builder(options)
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .adaptiveRefreshTriggersTimeout(BETWEEN_REFRESHES)
                .refreshTriggersReconnectAttempts(1)
                .build())
        .build();
  }

  @Override
  public CompletionStage<? extends StatefulConnection<byte[], byte[]>> connect() {
    return client
        .refreshPartitionsAsync()
        .thenCompose(known -> client.connectAsync(ByteArrayCodec.INSTANCE))
        .thenCompose(this::connectedToAll);
  }

  /** To each primary now: what is asked while that is under way would be refused. */
  private CompletionStage<StatefulRedisClusterConnection<byte[], byte[]>> connectedToAll(
      StatefulRedisClusterConnection<byte[], byte[]> connection) {
    CompletableFuture<?>[] each =
        client.getPartitions().stream()
            .filter(node -> node.getRole().isUpstream())
            .map(RedisClusterNode::getUri)
            .map(uri -> connection.getConnectionAsync(uri.getHost(), uri.getPort()))
            // One that is down is no reason to do without the others.
            .map(made -> made.handle((node, down) -> null))
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(each).thenApply(all -> connection);
  }

  @Override
  public CompletionStage<? extends StatefulRedisPubSubConnection<String, String>> connectPubSub() {
    return client.connectPubSubAsync(StringCodec.UTF8);
  }

  @Override
  public CompletionStage<String> info(StatefulConnection<byte[], byte[]> connection) {
    return ((StatefulRedisClusterConnection<byte[], byte[]>) connection).async().info();
  }

  /** Whichever node was asked, it may be a replica: requests do not go to it. */
  @Override
  public void check(Server said) {
    said.checkVersion();
    said.checkCluster();
    said.warnOfEviction();
  }

  @Override
  public Durability durability(Server said) {
    return Durability.ASYNC_REPLICATED;
  }

  @Override
  public void breakOff(StatefulConnection<byte[], byte[]> connection) {
    // Requests do not know by which they went; DeafChannels breaks off what is deaf.
  }
}
