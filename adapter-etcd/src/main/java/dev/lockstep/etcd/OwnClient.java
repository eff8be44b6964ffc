package dev.lockstep.etcd;

import dev.lockstep.spi.AtomicConfig;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client whose requests go through a channel that was opened here. That of jetcd, which stays
 * idle, lets nobody end its pauses between two attempts to connect, and after a long outage these
 * are minutes (C2). Answers are taken on the event loop of the channel. Thread-safe.
 */
final class OwnClient implements ClientInterceptor, AutoCloseable {
  /** The names of 65,535 numbers come in one answer. */
  private static final int LONGEST_ANSWER = 32 << 20;

  /** Between two attempts to connect while somebody asks. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

  private final ManagedChannel channel;
  private final AtomicLong hurried = new AtomicLong(System.nanoTime());
  private final Client client;

  private OwnClient(ManagedChannel channel, ClientBuilder builder) {
    this.channel = channel;
    this.client = builder.interceptor(this).build();
  }

  /** A client of those members, each of which is asked in turn, on that loop. */
  static OwnClient of(
      List<URI> endpoints, Optional<SslContext> tls, AtomicConfig config, OwnLoop loop) {
    ClientBuilder builder =
        Client.builder()
            .endpoints(endpoints)
            .waitForReady(false)
            .executorService(new CallingThread())
            // What is asked again, and for how long, the engine decides.
            .retryMaxAttempts(0)
            .retryDelay(1)
            .retryMaxDelay(2);
    if (config.url().user().filter(user -> !user.isEmpty()).isPresent()) {
      // Once more where a login has ended; reads and the opening of a lease else too, no write.
      builder.retryMaxAttempts(1);
      builder.user(Layout.bytes(config.url().user().get()));
      builder.password(Layout.bytes(config.url().password().orElse("")));
    }
    return new OwnClient(channel(loop.channel(builder.target()), tls, config), builder);
  }

  private static ManagedChannel channel(
      NettyChannelBuilder builder, Optional<SslContext> tls, AtomicConfig config) {
    builder
        .defaultLoadBalancingPolicy("round_robin")
        .negotiationType(tls.isPresent() ? NegotiationType.TLS : NegotiationType.PLAINTEXT)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.connectTimeout().toMillis())
        // Only while something is asked or watched: else etcd ends the connection.
        .keepAliveWithoutCalls(false)
        .keepAliveTime(config.operationTimeout().toMillis() * 5, TimeUnit.MILLISECONDS)
        .keepAliveTimeout(config.operationTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .maxInboundMessageSize(LONGEST_ANSWER)
        .directExecutor();
    tls.ifPresent(builder::sslContext);
    return builder.build();
  }

  Client client() {
    return client;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel idle) {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      hurry();
    }
    return channel.newCall(method, options);
  }

  private void hurry() {
    long last = hurried.get();
    long now = System.nanoTime();
    if (now - last >= PAUSE && hurried.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  @Override
  public void close() {
    client.close();
    channel.shutdownNow();
  }
}
