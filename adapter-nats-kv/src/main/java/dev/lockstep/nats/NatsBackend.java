package dev.lockstep.nats;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.LeaseStore;
import io.nats.client.Connection;

/** Opens stores on NATS 2.12.1 or later, with JetStream. Thread-safe. */
public final class NatsBackend {
  private NatsBackend() {}

  /**
   * NATS by this connection, for {@link dev.lockstep.Lockstep#connect(dev.lockstep.KitOptions,
   * AtomicProvider)}. The connection stays open when the kit is closed; it should reconnect for
   * ever, and keep nothing for later while it is disconnected ({@code reconnectBufferSize(0)}). The
   * URL of the kit only names the endpoint in errors.
   */
  public static AtomicProvider on(Connection connection) {
    return new LentConnection(connection);
  }

  /** A store with a connection of its own, as the configuration says. */
  static LeaseStore store(AtomicConfig config) {
    return new NatsConnector(config).open();
  }
}
