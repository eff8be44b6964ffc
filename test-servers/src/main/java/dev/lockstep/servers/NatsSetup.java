package dev.lockstep.servers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a NATS of our own is to be started; each method returns a changed copy. Immutable. What the
 * environment names is never given: nobody knows how that one is configured.
 */
public final class NatsSetup {
  static final NatsSetup DEFAULT = new NatsSetup("forky", true, false, null, List.of());

  private final String suite;
  private final boolean jetStream;
  private final boolean tls;
  private final @Nullable String login;
  private final List<String> lines;

  private NatsSetup(
      String suite, boolean jetStream, boolean tls, @Nullable String login, List<String> lines) {
    this.suite = suite;
    this.jetStream = jetStream;
    this.tls = tls;
    this.login = login;
    this.lines = List.copyOf(lines);
  }

  /** The package of this Debian release, for example {@code bookworm} for the old NATS 2.9. */
  public NatsSetup suite(String release) {
    return new NatsSetup(release, jetStream, tls, login, lines);
  }

  /** Core NATS alone. */
  public NatsSetup withoutJetStream() {
    return new NatsSetup(suite, false, tls, login, lines);
  }

  /** TLS alone, with a certificate made for this server; see {@link NatsServer#certificate()}. */
  public NatsSetup withTls() {
    return new NatsSetup(suite, jetStream, true, login, lines);
  }

  /** Lines of its configuration, such as those that say who may come in. */
  public NatsSetup configured(String... more) {
    return new NatsSetup(suite, jetStream, tls, login, List.of(more));
  }

  /** A named user who may do everything; the URL carries it. */
  public NatsSetup user(String name, String password) {
    String line = "authorization { user: \"%s\", password: \"%s\" }".formatted(name, password);
    return new NatsSetup(suite, jetStream, tls, UrlText.login(name, password), List.of(line));
  }

  /**
   * Starts the server and returns when it is ready for clients.
   *
   * @throws ServerNotFound if no NATS can be had here
   * @throws ServerFailed if it does not start within half a minute
   */
  public NatsServer start() {
    NatsKind kind = new NatsKind(this);
    try {
      return new NatsServer(OwnServer.start(kind), kind);
    } catch (ServerNotFound | ServerFailed e) {
      kind.discard();
      throw e;
    }
  }

  String suite() {
    return suite;
  }

  boolean jetStream() {
    return jetStream;
  }

  boolean tls() {
    return tls;
  }

  @Nullable String login() {
    return login;
  }

  List<String> lines() {
    return lines;
  }
}
