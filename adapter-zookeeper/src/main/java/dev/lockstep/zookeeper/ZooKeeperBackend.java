package dev.lockstep.zookeeper;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.LeaseStore;
import org.apache.curator.framework.CuratorFramework;

/** Opens stores on ZooKeeper 3.6 or later. Thread-safe. */
public final class ZooKeeperBackend {
  private ZooKeeperBackend() {}

  /**
   * ZooKeeper by this client, for {@link dev.lockstep.Lockstep#connect(dev.lockstep.KitOptions,
   * AtomicProvider)}. The client must have been started, and stays open when the kit is closed.
   * Reads and watches go by it, below the chroot of its connect string; its namespace is not
   * applied. What lives with the kit does so on sessions of the kit's own, which are opened to the
   * same servers with the settings of the kit's URL, user and password included: Curator does not
   * tell those of the client.
   */
  public static AtomicProvider on(CuratorFramework client) {
    return new LentClient(client);
  }

  /** A store with a client of its own, as the configuration says. */
  static LeaseStore store(AtomicConfig config) {
    return new ZooKeeperConnector(config).open();
  }
}
