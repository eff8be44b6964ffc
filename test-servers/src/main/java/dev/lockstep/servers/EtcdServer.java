package dev.lockstep.servers;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An etcd, and how it is spoken to. Thread-safe. */
public final class EtcdServer implements RealServer {
  private final RealServer server;
  private final @Nullable ServerCertificate certificate;

  EtcdServer(RealServer server, @Nullable ServerCertificate certificate) {
    this.server = server;
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
  public String name() {
    return server.name();
  }

  @Override
  public String url() {
    return server.url();
  }

  @Override
  public String origin() {
    return server.origin();
  }

  @Override
  public String host() {
    return server.host();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public boolean owned() {
    return server.owned();
  }

  @Override
  public void kill() {
    server.kill();
  }

  @Override
  public void pause() {
    server.pause();
  }

  @Override
  public void resume() {
    server.resume();
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public void stop() {
    server.stop();
  }

  @Override
  public void close() {
    server.close();
    if (certificate != null) {
      certificate.close();
    }
  }

  @Override
  public String toString() {
    return server.toString();
  }
}
