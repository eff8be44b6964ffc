package dev.lockstep.servers;

import org.jspecify.annotations.Nullable;

/**
 * How an etcd is to be started; each method returns a changed copy. Immutable.
 *
 * <p>The server named by {@code LOCKSTEP_TEST_ETCD_URL} is given only where nothing was asked for
 * that a server of our own alone can promise.
 */
public final class EtcdSetup {
  static final EtcdSetup DEFAULT = new EtcdSetup(false, false, "forky", null, false);

  private final boolean owned;
  private final boolean quick;
  private final String suite;
  private final @Nullable User user;
  private final boolean tls;

  private EtcdSetup(boolean owned, boolean quick, String suite, @Nullable User user, boolean tls) {
    this.owned = owned;
    this.quick = quick;
    this.suite = suite;
    this.user = user;
    this.tls = tls;
  }

  record User(String name, String password, String prefix) {}

  /** A server of our own, whatever the environment names: one to be killed and paused. */
  public EtcdSetup owned() {
    return new EtcdSetup(true, quick, suite, user, tls);
  }

  /**
   * Without waiting for the disk: what was confirmed outlives the process, whatever ends it, and
   * not the machine. For many servers on one slow disk. From etcd 3.5 on.
   */
  public EtcdSetup quick() {
    return new EtcdSetup(true, true, suite, user, tls);
  }

  /** The package of this Debian release, for example {@code bookworm} for the old etcd 3.4. */
  public EtcdSetup suite(String release) {
    return new EtcdSetup(true, quick, release, user, tls);
  }

  /** A named user who may read and write every key, and nobody else; the URL carries it. */
  public EtcdSetup user(String name, String secret) {
    return user(name, secret, "");
  }

  /** The same, who may read and write keys that begin like this alone. */
  public EtcdSetup user(String name, String secret, String prefix) {
    return new EtcdSetup(true, quick, suite, new User(name, secret, prefix), tls);
  }

  /** TLS, for clients that show a certificate; see {@link EtcdServer#certificate()}. */
  public EtcdSetup withTls() {
    return new EtcdSetup(true, quick, suite, user, true);
  }

  /**
   * Starts the server and returns when it accepts a write.
   *
   * @throws ServerNotFound if no etcd can be had here
   * @throws ServerFailed if it does not start within half a minute
   */
  public EtcdServer start() {
    ServerCertificate certificate = tls ? ServerCertificate.create() : null;
    EtcdKind kind = new EtcdKind(this, certificate);
    try {
      return new EtcdServer(owned ? OwnServer.start(kind) : Servers.own(kind), certificate);
    } catch (ServerNotFound | ServerFailed e) {
      if (certificate != null) {
        certificate.close();
      }
      throw e;
    }
  }

  /** The release to search; a program on the PATH will do if it is the default. */
  String suite() {
    return suite;
  }

  boolean isQuick() {
    return quick;
  }

  @Nullable User user() {
    return user;
  }
}
