package dev.lockstep.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** A NATS, and what it counted. Thread-safe. */
public final class NatsServer extends ForwardingServer {
  /** Once for each connection. */
  private static final Pattern RECEIVED = Pattern.compile("\"in_msgs\":\\s*(\\d+)");

  private static final Pattern SUBSCRIPTION = Pattern.compile("\"([^\"\\s]+)\"[,\\s\\]]");

  private final NatsKind kind;

  NatsServer(RealServer server, NatsKind kind) {
    super(server);
    this.kind = kind;
  }

  /**
   * The messages that the clients which are connected now have sent: one for each request. Blocks
   * for at most five seconds.
   *
   * @throws ServerFailed if the server does not answer
   */
  public long messagesReceived() {
    return RECEIVED
        .matcher(told("/connz?limit=10000"))
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .sum();
  }

  /** How many connections of clients there are. */
  public long connections() {
    return RECEIVED.matcher(told("/connz?limit=10000")).results().count();
  }

  /** How many subscriptions of clients begin so. */
  public long subscriptions(String prefix) {
    return SUBSCRIPTION
        .matcher(told("/connz?subs=1&limit=10000"))
        .results()
        .filter(found -> found.group(1).startsWith(prefix))
        .count();
  }

  private String told(String path) {
    try {
      return Http.get(kind.monitor(), path);
    } catch (IOException e) {
      throw new ServerFailed(this + " does not answer: " + e.getMessage(), e);
    }
  }

  /** The certificate of a server with TLS, as PEM, to be trusted as it is. */
  public Optional<Path> certificate() {
    return kind.certificate().map(ServerCertificate::pem);
  }

  @Override
  public void close() {
    super.close();
    kind.discard();
  }
}
