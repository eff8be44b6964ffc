package dev.lockstep.etcd;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.LeaseStore;
import io.etcd.jetcd.Client;

/** Opens stores on etcd 3.5.13 or later. Thread-safe. */
public final class EtcdBackend {
  private EtcdBackend() {}

  /**
   * etcd by this client, for {@link dev.lockstep.Lockstep#connect(dev.lockstep.KitOptions,
   * AtomicProvider)}. The client stays open when the kit is closed. The URL of the kit only names
   * the endpoint in errors.
   */
  public static AtomicProvider on(Client client) {
    return new LentClient(client);
  }

  /** A store with a client of its own, as the configuration says. */
  static LeaseStore store(AtomicConfig config) {
    return new EtcdConnector(config).open();
  }
}
