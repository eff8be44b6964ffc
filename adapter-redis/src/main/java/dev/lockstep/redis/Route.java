package dev.lockstep.redis;

import dev.lockstep.Durability;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;

/** How a store reaches its data: at one primary, or spread over a cluster. */
interface Route {
  AbstractRedisClient client();

  /** A connection that scripts go over. */
  CompletionStage<? extends StatefulConnection<byte[], byte[]>> connect();

  /** A connection that hints come by. */
  CompletionStage<? extends StatefulRedisPubSubConnection<String, String>> connectPubSub();

  /** What INFO says of a server that is asked there. */
  CompletionStage<String> info(StatefulConnection<byte[], byte[]> connection);

  /**
   * Fails unless that server will do.
   *
   * @param said by {@link #info}
   */
  void check(Server said);

  /** What may be lost, as far as that server knows now. */
  Durability durability(Server said);

  /** Breaks off a connection that must be made anew, elsewhere maybe. */
  void breakOff(StatefulConnection<byte[], byte[]> connection);
}
