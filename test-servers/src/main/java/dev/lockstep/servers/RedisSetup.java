package dev.lockstep.servers;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a Redis is to be started; each method returns a changed copy. Immutable.
 *
 * <p>The server named by {@code LOCKSTEP_TEST_REDIS_URL} is given only where nothing was asked for
 * that a server of our own alone can promise.
 */
public final class RedisSetup {
  /** The variable that names a server somebody else runs. */
  public static final String VARIABLE = "LOCKSTEP_TEST_REDIS_URL";

  static final RedisSetup DEFAULT = new RedisSetup(false, null, null, null, null, false);

  private final boolean owned;
  private final @Nullable Path binary;
  private final @Nullable String suite;
  private final @Nullable String password;
  private final @Nullable User user;
  private final boolean tls;

  private RedisSetup(
      boolean owned,
      @Nullable Path binary,
      @Nullable String suite,
      @Nullable String password,
      @Nullable User user,
      boolean tls) {
    this.owned = owned;
    this.binary = binary;
    this.suite = suite;
    this.password = password;
    this.user = user;
    this.tls = tls;
  }

  record User(String name, String password, String rules) {}

  /** A server of our own, whatever the environment names: one to be killed and paused. */
  public RedisSetup owned() {
    return new RedisSetup(true, binary, suite, password, user, tls);
  }

  /** This program instead of one that is searched for. */
  public RedisSetup binary(Path program) {
    return new RedisSetup(true, program, suite, password, user, tls);
  }

  /** The package of this Debian release, for example {@code bullseye} for the old Redis 6.0. */
  public RedisSetup suite(String release) {
    return new RedisSetup(true, binary, release, password, user, tls);
  }

  /** A password for everybody (AUTH password). */
  public RedisSetup password(String secret) {
    return new RedisSetup(true, binary, suite, secret, user, tls);
  }

  /** A named user who may do everything (AUTH name password); the URL carries it. Redis 6.2. */
  public RedisSetup user(String name, String secret) {
    return user(name, secret, "~* &* +@all");
  }

  /** A named user with these ACL rules, for example {@code "~* &* +@read"}. */
  public RedisSetup user(String name, String secret, String rules) {
    return new RedisSetup(true, binary, suite, password, new User(name, secret, rules), tls);
  }

  /** TLS alone, with a certificate made for this server; see {@link RedisServer#trustStore()}. */
  public RedisSetup withTls() {
    return new RedisSetup(true, binary, suite, password, user, true);
  }

  /**
   * Starts the server and returns when it accepts a write.
   *
   * @throws ServerNotFound if no Redis can be had here
   * @throws ServerFailed if it does not start within half a minute
   */
  public RedisServer start() {
    String url = System.getenv().getOrDefault(VARIABLE, "");
    if (!owned && !url.isBlank()) {
      return given(url);
    }
    RedisKind kind = new RedisKind(this);
    OwnServer server;
    try {
      server = OwnServer.start(kind);
    } catch (ServerNotFound | ServerFailed e) {
      kind.discard();
      throw e;
    }
    return new RedisServer(
        server, kind.adminAddress(server.port()), kind.admin(), kind.certificate());
  }

  static RedisServer given(String url) {
    RedisAddress address = RedisAddress.of(url, VARIABLE);
    return new RedisServer(
        new GivenServer("redis", url.strip(), address.host(), address.port(), VARIABLE),
        address,
        new RedisAdmin(),
        null);
  }

  @Nullable Path binary() {
    return binary;
  }

  @Nullable String suite() {
    return suite;
  }

  @Nullable String password() {
    return password;
  }

  @Nullable User user() {
    return user;
  }

  boolean tls() {
    return tls;
  }
}
