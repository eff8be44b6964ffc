package dev.lockstep.etcd;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.spi.AtomicConfig;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What the settings say of TLS. Immutable. */
final class Tls {
  private final AtomicConfig config;

  Tls(AtomicConfig config) {
    this.config = config;
  }

  /** A setting about TLS asks for it, too. */
  boolean isOn() {
    return config.get(EtcdSettings.TLS).orElse(false)
        || config.get(EtcdSettings.TLS_CA).isPresent()
        || config.get(EtcdSettings.TLS_CERTIFICATE).isPresent()
        || config.get(EtcdSettings.TLS_KEY).isPresent();
  }

  /**
   * What to encrypt with, if at all.
   *
   * @throws IllegalArgumentException if a file holds something else
   * @throws InvalidOptionException if a file cannot be read, or one of two is missing
   */
  Optional<SslContext> context() throws SSLException {
    if (!isOn()) {
      return Optional.empty();
    }
    // All files first: one that is not there is told ahead of what another one holds.
    Optional<File> ca = file("tls-ca", config.get(EtcdSettings.TLS_CA));
    Optional<File> certificate = file("tls-certificate", config.get(EtcdSettings.TLS_CERTIFICATE));
    Optional<File> key = file("tls-key", config.get(EtcdSettings.TLS_KEY));
    if (certificate.isPresent() != key.isPresent()) {
      throw new InvalidOptionException("tls-certificate and tls-key belong together; give both");
    }
    SslContextBuilder context = GrpcSslContexts.forClient();
    ca.ifPresent(context::trustManager);
    if (!config.get(EtcdSettings.TLS_VERIFY).orElse(true)) {
      context.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    if (certificate.isPresent()) {
      context.keyManager(certificate.get(), key.orElseThrow());
    }
    return Optional.of(context.build());
  }

  private static Optional<File> file(String setting, Optional<String> path) {
    Optional<File> file = path.map(File::new);
    if (file.filter(it -> !it.isFile() || !it.canRead()).isPresent()) {
      throw new InvalidOptionException(
          setting
              + " is "
              + path.orElseThrow()
              + ", which cannot be read; give the path of a PEM file");
    }
    return file;
  }
}
