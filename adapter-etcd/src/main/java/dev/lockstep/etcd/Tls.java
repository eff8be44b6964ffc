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
    SslContextBuilder context = GrpcSslContexts.forClient();
    config.get(EtcdSettings.TLS_CA).ifPresent(path -> context.trustManager(file("tls-ca", path)));
    if (!config.get(EtcdSettings.TLS_VERIFY).orElse(true)) {
      context.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    Optional<String> certificate = config.get(EtcdSettings.TLS_CERTIFICATE);
    Optional<String> key = config.get(EtcdSettings.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new InvalidOptionException("tls-certificate and tls-key belong together; give both");
    }
    if (certificate.isPresent()) {
      context.keyManager(
          file("tls-certificate", certificate.get()), file("tls-key", key.orElseThrow()));
    }
    return Optional.of(context.build());
  }

  private static File file(String setting, String path) {
    File file = new File(path);
    if (!file.isFile() || !file.canRead()) {
      throw new InvalidOptionException(
          setting + " is " + path + ", which cannot be read; give the path of a PEM file");
    }
    return file;
  }
}
