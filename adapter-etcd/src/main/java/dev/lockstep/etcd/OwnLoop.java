package dev.lockstep.etcd;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which a store talks to etcd. On the event loops that gRPC has for the whole
 * process, the answers of one kit would wait behind those of all others, and what a kit starts when
 * it has an answer would be born among the threads of whoever used that loop first. Thread-safe.
 */
final class OwnLoop implements AutoCloseable {
  private static final long BOUND_MILLIS = 1000;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("lockstep-etcd", true), NioIoHandler.newFactory());

  /** Starts the thread at once: it is a child of the caller, not of a thread of gRPC. */
  OwnLoop() {
    loop.execute(() -> {});
  }

  /** The builder of a channel that lives here. */
  NettyChannelBuilder channel(String target) {
    return NettyChannelBuilder.forTarget(target)
        .eventLoopGroup(loop)
        .channelType(NioSocketChannel.class);
  }

  /** Ends the thread, and every channel that is left. */
  @Override
  public void close() {
    loop.shutdownGracefully(0, BOUND_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(BOUND_MILLIS);
  }
}
