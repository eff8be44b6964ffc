package dev.lockstep.servers;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An etcd, and how it is spoken to. Thread-safe. */
public final class EtcdServer extends ForwardingServer {
  private final @Nullable ServerCertificate certificate;

  EtcdServer(RealServer server, @Nullable ServerCertificate certificate) {
    super(server);
    this.certificate = certificate;
  }

  /**
   * The certificate of a server with TLS, as PEM, to be trusted as it is; with {@link #key()} it is
   * also the one that a client has to show.
   */
  public Optional<Path> certificate() {
    return Optional.ofNullable(certificate).map(ServerCertificate::pem);
  }

  /** The private key of {@link #certificate()}, as PEM. */
  public Optional<Path> key() {
    return Optional.ofNullable(certificate).map(ServerCertificate::keyFile);
  }

  @Override
  public void close() {
    super.close();
    if (certificate != null) {
      certificate.close();
    }
  }
}
