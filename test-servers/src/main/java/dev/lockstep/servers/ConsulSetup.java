package dev.lockstep.servers;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a Consul of our own is to be started; each method returns a changed copy. Immutable.
 *
 * <p>One server with its data on the disk. It grants sessions from a second on, so that tests need
 * not wait for the ten that are usual.
 */
public final class ConsulSetup {
  static final ConsulSetup DEFAULT = new ConsulSetup(false, null, null, null);

  private final boolean usual;
  private final @Nullable String user;
  private final @Nullable String token;
  private final @Nullable ServerCertificate certificate;

  private ConsulSetup(
      boolean usual,
      @Nullable String user,
      @Nullable String token,
      @Nullable ServerCertificate certificate) {
    this.usual = usual;
    this.user = user;
    this.token = token;
    this.certificate = certificate;
  }

  /** With the shortest session and the limits that Consul has by itself. */
  public ConsulSetup withUsualLimits() {
    return new ConsulSetup(true, user, token, certificate);
  }

  /**
   * It answers nobody without this token, which may do everything; the URL carries it, after a user
   * for whom Consul does not ask.
   */
  public ConsulSetup token(String name, String secret) {
    return new ConsulSetup(usual, name, secret, certificate);
  }

  /**
   * HTTPS, with a certificate made for this server; it is deleted with the JVM.
   *
   * @see #certificate()
   */
  public ConsulSetup withTls() {
    return new ConsulSetup(usual, user, token, ServerCertificate.create());
  }

  /** The token of the server, if it has one. */
  public Optional<String> token() {
    return Optional.ofNullable(token);
  }

  /** The certificate of a server with TLS, as PEM, to be trusted as it is. */
  public Optional<Path> certificate() {
    return Optional.ofNullable(certificate).map(ServerCertificate::pem);
  }

  /**
   * Starts a server and returns when it accepts a write.
   *
   * @throws ServerNotFound if no Consul can be had here
   * @throws ServerFailed if it does not start within half a minute
   */
  public RealServer start() {
    return OwnServer.start(new ConsulKind(this));
  }

  boolean usual() {
    return usual;
  }

  Optional<String> user() {
    return Optional.ofNullable(user);
  }

  Optional<Path> keyFile() {
    return Optional.ofNullable(certificate).map(ServerCertificate::keyFile);
  }
}
