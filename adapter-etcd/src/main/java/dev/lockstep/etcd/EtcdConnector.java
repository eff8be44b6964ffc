package dev.lockstep.etcd;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Faults;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Opens stores. Blocks, at most for the connect timeout; leaves nothing behind when it fails (X1).
 */
final class EtcdConnector {
  private static final int PORT = 2379;
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");
  private static final String NEEDED = "3.5.13";
  private static final long NEEDED_NUMBER = number(3, 5, 13);

  private final AtomicConfig config;
  private final Faults faults;
  private final long deadline;

  EtcdConnector(AtomicConfig config) {
    this.config = config;
    this.faults = EtcdFaults.at(config.url().endpoint());
    this.deadline = System.nanoTime() + config.connectTimeout().toNanos();
  }

  /** A store with a client of its own. */
  EtcdStore open() {
    Client client = client();
    return connected(client, client::close);
  }

  /** A store by a client that stays as it is. */
  EtcdStore borrow(Client client) {
    return connected(client, () -> {});
  }

  private EtcdStore connected(Client client, Runnable closing) {
    try {
      if (config.get(EtcdSettings.VALIDATE_SERVER).orElse(true)) {
        endpoints().forEach(endpoint -> requireRecent(client, endpoint));
      }
      Layout layout = new Layout(LeaseEngine.encoded(config.namespace()));
      TokenBase base =
          new TokenBase(client.getKVClient(), layout, () -> config.ticker().wallMillis());
      await(base.read().toCompletableFuture());
      return new EtcdStore(client, layout, base, faults, closing);
    } catch (RuntimeException failed) {
      closing.run();
      throw failed;
    }
  }

  private Client client() {
    ClientBuilder builder =
        Client.builder()
            .endpoints(endpoints())
            .connectTimeout(config.connectTimeout())
            // What is repeated, and for how long, is decided in one place: the engine.
            .retryMaxAttempts(0)
            .waitForReady(false)
            .keepaliveTime(config.operationTimeout().multipliedBy(5))
            .keepaliveTimeout(config.operationTimeout());
    config
        .url()
        .user()
        .filter(user -> !user.isEmpty())
        .ifPresent(u -> builder.user(Layout.bytes(u)));
    config
        .url()
        .password()
        .filter(password -> !password.isEmpty())
        .ifPresent(p -> builder.password(Layout.bytes(p)));
    if (isTls()) {
      try {
        SslContextBuilder context = GrpcSslContexts.forClient();
        secure(context);
        builder.sslContext(context.build());
      } catch (SSLException | IllegalArgumentException wrong) {
        throw faults.of(wrong, "connecting", null);
      }
    }
    return builder.build();
  }

  private boolean isTls() {
    return config.get(EtcdSettings.TLS).orElse(false)
        || config.get(EtcdSettings.TLS_CA).isPresent()
        || config.get(EtcdSettings.TLS_CERTIFICATE).isPresent();
  }

  private void secure(SslContextBuilder context) {
    config.get(EtcdSettings.TLS_CA).ifPresent(path -> context.trustManager(file("tls-ca", path)));
    if (!config.get(EtcdSettings.TLS_VERIFY).orElse(true)) {
      context.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    var certificate = config.get(EtcdSettings.TLS_CERTIFICATE);
    var key = config.get(EtcdSettings.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new InvalidOptionException("tls-certificate and tls-key belong together; give both");
    }
    if (certificate.isPresent()) {
      context.keyManager(
          file("tls-certificate", certificate.get()), file("tls-key", key.orElseThrow()));
    }
  }

  private static File file(String setting, String path) {
    File file = new File(path);
    if (!file.canRead()) {
      throw new InvalidOptionException(
          setting + " is " + path + ", which cannot be read; give the path of a PEM file");
    }
    return file;
  }

  private List<URI> endpoints() {
    if (config.url().hosts().isEmpty()) {
      throw new InvalidOptionException(config.url() + " names no host; etcd takes one or more");
    }
    return config.url().hosts().stream().map(this::endpoint).toList();
  }

  private URI endpoint(InetSocketAddress host) {
    int port = host.getPort() == 0 ? PORT : host.getPort();
    return URI.create((isTls() ? "https://" : "http://") + host.getHostString() + ":" + port);
  }

  private void requireRecent(Client client, URI endpoint) {
    String version =
        await(client.getMaintenanceClient().statusMember(endpoint.toString())).getVersion();
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches() || number(parts) < NEEDED_NUMBER) {
      throw new BackendRefusedException(
          "etcd at "
              + faults.endpoint()
              + " is version "
              + version
              + "; at least "
              + NEEDED
              + " is needed, before which leases can end too early or never; validate-server=false"
              + " accepts that risk",
          null,
          faults.endpoint(),
          null);
    }
  }

  private static long number(Matcher parts) {
    return number(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  private static long number(int major, int minor, int patch) {
    return (major * 1000L + minor) * 1000L + patch;
  }

  private <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "interrupted while connecting to etcd at " + faults.endpoint());
    } catch (ExecutionException | TimeoutException failed) {
      throw faults.of(failed, "connecting", null);
    }
  }
}
