package dev.lockstep.etcd;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Faults;
import io.etcd.jetcd.Client;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/**
 * Opens stores. Blocks, at most for the connect timeout; leaves nothing behind when it fails (X1).
 */
final class EtcdConnector {
  private static final int PORT = 2379;

  private final AtomicConfig config;
  private final Tls tls;
  private final Faults faults;
  private final long deadline;

  EtcdConnector(AtomicConfig config) {
    this.config = config;
    this.tls = new Tls(config);
    this.faults = EtcdFaults.at(config.url().endpoint());
    this.deadline = System.nanoTime() + config.connectTimeout().toNanos();
  }

  /** A store with a client of its own. */
  EtcdStore open() {
    List<URI> members = members();
    if (isGiven(config.url().user()) != isGiven(config.url().password())) {
      throw new InvalidOptionException("user and password belong together; give both, or neither");
    }
    Optional<SslContext> context = context();
    OwnLoop loop = new OwnLoop();
    OwnClient own = OwnClient.of(members, context, config, loop);
    Runnable closing =
        () -> {
          own.close();
          loop.close();
        };
    List<OwnClient> others = new ArrayList<>();
    try {
      check(
          member -> {
            if (members.size() == 1) {
              return own.client();
            }
            OwnClient other = OwnClient.of(List.of(member), context, config, loop);
            others.add(other);
            return other.client();
          });
      others.forEach(OwnClient::close);
      return connected(own.client(), closing);
    } catch (RuntimeException failed) {
      others.forEach(OwnClient::close);
      closing.run();
      throw failed;
    }
  }

  private static boolean isGiven(Optional<String> text) {
    return text.filter(given -> !given.isEmpty()).isPresent();
  }

  /** A store by a client that stays as it is. */
  EtcdStore borrow(Client client) {
    check(member -> client);
    return connected(client, () -> {});
  }

  private void check(Function<URI, Client> ofOne) {
    if (config.get(EtcdSettings.VALIDATE_SERVER).orElse(true)) {
      new ServerCheck(ofOne, faults, config).ask(members(), this::await);
    }
  }

  private EtcdStore connected(Client client, Runnable closing) {
    Layout layout = new Layout(LeaseEngine.encoded(config.namespace()));
    TokenBase base =
        new TokenBase(client.getKVClient(), layout, config.ticker()::wallMillis, faults.endpoint());
    await(base.read().toCompletableFuture());
    return new EtcdStore(client, layout, base, config.scheduler(), faults, closing);
  }

  private Optional<SslContext> context() {
    try {
      return tls.context();
    } catch (SSLException | IllegalArgumentException wrong) {
      throw faults.of(wrong, "connecting by TLS", null);
    }
  }

  private List<URI> members() {
    if (config.url().hosts().isEmpty()) {
      throw new InvalidOptionException(config.url() + " names no host; etcd takes one or more");
    }
    return config.url().hosts().stream().map(this::member).toList();
  }

  private URI member(InetSocketAddress host) {
    int port = host.getPort() == 0 ? PORT : host.getPort();
    return URI.create((tls.isOn() ? "https://" : "http://") + host.getHostString() + ":" + port);
  }

  private <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "interrupted while connecting to etcd at " + faults.endpoint());
    } catch (ExecutionException | TimeoutException failed) {
      throw tls.isOn()
          ? faults.of(closed(failed).orElse(failed), "connecting by TLS", null)
          : faults.of(failed, "connecting", null);
    }
  }

  /** A server that speaks no TLS closes, and now and then gRPC tells no more than that. */
  private static Optional<Throwable> closed(Throwable failed) {
    for (Throwable c = failed; c != null; c = c.getCause()) {
      if (c instanceof ClosedChannelException) {
        return Optional.of(new SSLException("the server closed the connection"));
      }
    }
    return Optional.empty();
  }
}
