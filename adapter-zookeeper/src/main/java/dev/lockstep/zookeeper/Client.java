package dev.lockstep.zookeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;

/**
 * How this kit connects: the same for each of its sessions. Immutable.
 *
 * @param servers as ZooKeeper wants them: host:port,host:port/chroot
 * @param login for the scheme "digest", if there is one; a secret
 * @param acl of every node that is made
 * @param silence what is done about servers that say nothing
 */
@SuppressWarnings("ArrayRecordComponent") // ZooKeeper takes bytes, and nobody else is given them.
record Client(
    String servers,
    ZKClientConfig settings,
    Optional<byte[]> login,
    List<ACL> acl,
    Silence silence) {
  static final String DIGEST = "digest";

  /** A session of its own, which is there when the watcher hears so. */
  ZooKeeper connect(Duration timeout, Watcher watcher) {
    try {
      ZooKeeper handle = handle(servers, (int) timeout.toMillis(), watcher, () -> {});
      login.ifPresent(secret -> handle.addAuthInfo(DIGEST, secret));
      return handle;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * The same by those servers, and without the login.
   *
   * @param inVain told when it has tried each server once, and none answered
   */
  ZooKeeper handle(String at, int timeoutMillis, Watcher watcher, Runnable inVain)
      throws IOException {
    return new Handle(at, timeoutMillis, watcher, settings, silence.gate(), inVain);
  }

  /**
   * What the servers put before the paths of this client, and it leaves there in what they list.
   */
  String chroot() {
    int at = servers.indexOf('/');
    return at < 0 ? "" : servers.substring(at);
  }

  /** By a client that stays as it is, whatever its servers do. */
  Wire lentWire(Supplier<ZooKeeper> handle) {
    return new Wire(handle, acl, null);
  }

  Wire wire(Supplier<ZooKeeper> handle) {
    return new Wire(handle, acl, silence.listener(handle));
  }

  /** Without the login (X6). */
  @Override
  public String toString() {
    return servers;
  }
}
