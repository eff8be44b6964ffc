package dev.lockstep.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Redis, and what it counted. Thread-safe. */
public final class RedisServer extends ForwardingServer {
  private final RedisAddress address;
  private final RedisAdmin admin;
  private final @Nullable ServerCertificate certificate;

  RedisServer(
      RealServer server,
      RedisAddress address,
      RedisAdmin admin,
      @Nullable ServerCertificate certificate) {
    super(server);
    this.address = address;
    this.admin = admin;
    this.certificate = certificate;
  }

  /**
   * The commands executed since the process started, those of this class excepted. A script counts
   * once for itself and once for each command inside it, so requests are counted by {@link
   * #commandLog()}. Blocks for at most five seconds.
   *
   * @throws ServerFailed if the server does not answer
   */
  public long commandsProcessed() {
    return commandCalls().values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same by command, in lower case ({@code evalsha}, {@code config|get}), sorted. */
  public Map<String, Long> commandCalls() {
    return asked(() -> admin.commandCalls(address));
  }

  /** Writes down what clients ask from now on; to be closed, since it slows the server down. */
  public CommandLog commandLog() {
    return asked(() -> admin.commandLog(address));
  }

  /** The channels and patterns that connections listen to at this moment, summed up. */
  public long subscriptions() {
    return asked(() -> admin.subscriptions(address));
  }

  /** The server's version, for example {@code 7.0.15}. */
  public String version() {
    return asked(() -> admin.version(address));
  }

  /**
   * A PKCS12 trust store for the certificate of a server {@linkplain RedisSetup#withTls() with
   * TLS}.
   */
  public Optional<Path> trustStore() {
    return Optional.ofNullable(certificate).map(ServerCertificate::trustStore);
  }

  /** The password of {@link #trustStore()}; the store holds no secret. */
  public String trustStorePassword() {
    return ServerCertificate.STORE_PASSWORD;
  }

  /** The certificate of a server with TLS, as PEM, to be trusted as it is. */
  public Optional<Path> certificate() {
    return Optional.ofNullable(certificate).map(ServerCertificate::pem);
  }

  @Override
  public void close() {
    super.close();
    if (certificate != null) {
      certificate.close();
    }
  }

  private interface Question<T> {
    T ask() throws IOException;
  }

  private <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (IOException e) {
      throw new ServerFailed(this + " does not answer: " + e.getMessage(), e);
    }
  }
}
