package dev.lockstep.redis;

import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a store that borrows none: at most two event loops, two workers and a timer, all
 * daemons, made when used.
 */
final class OwnResources {
  private static final Duration FIRST_RETRY = Duration.ofMillis(10);
  private static final Duration LAST_RETRY = Duration.ofSeconds(1);

  private final ClientResources resources;

  /**
   * Threads that are made when used.
   *
   * @param customizer sees each connection
   */
  OwnResources(NettyCustomizer customizer) {
    resources =
        DefaultClientResources.builder()
            .nettyCustomizer(customizer)
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .threadFactoryProvider(pool -> new DefaultThreadFactory("lockstep-redis-" + pool, true))
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(Delay.exponential(FIRST_RETRY, LAST_RETRY, 2, TimeUnit.MILLISECONDS))
            .build();
  }

  ClientResources get() {
    return resources;
  }

  /** Ends the threads; blocks until they are gone, but not for long. */
  void close() {
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
