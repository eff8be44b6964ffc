package dev.lockstep.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes each connection by which something was asked, and nothing came, for as long as a request
 * may take: where a firewall forgot it, the system would go on sending for a quarter of an hour
 * (C2).
 */
final class DeafChannels implements NettyCustomizer {
  private final long boundNanos;
  private volatile boolean connected;

  DeafChannels(Duration bound) {
    this.boundNanos = bound.toNanos();
  }

  /** From now on; a first connection has a bound of its own (X1). */
  void connected() {
    connected = true;
  }

  @Override
  public void afterChannelInitialized(Channel channel) {
    channel.pipeline().addFirst(new Ear());
  }

  /** Stepped on the event loop of its channel alone. */
  private final class Ear extends ChannelDuplexHandler {
    private @Nullable ScheduledFuture<?> alarm;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (connected && alarm == null) {
        alarm =
            context.executor().schedule(() -> closed(context), boundNanos, TimeUnit.NANOSECONDS);
      }
      var unused = context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      heard();
      context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      heard();
      context.fireChannelInactive();
    }

    private void closed(ChannelHandlerContext context) {
      var unused = context.close();
    }

    private void heard() {
      ScheduledFuture<?> set = alarm;
      if (set != null) {
        set.cancel(false);
        alarm = null;
      }
    }
  }
}
