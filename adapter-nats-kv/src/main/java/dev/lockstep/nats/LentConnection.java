package dev.lockstep.nats;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import io.nats.client.Connection;
import java.util.List;
import java.util.Set;

/**
 * NATS by a connection of the application, which is never closed.
 *
 * @param connection the application's
 */
record LentConnection(Connection connection) implements AtomicProvider {
  @Override
  public String name() {
    return NatsProvider.NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(NatsProvider.NAME);
  }

  @Override
  public List<Setting<?>> settings() {
    return NatsSettings.ALL;
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(new NatsConnector(config).borrow(connection), config);
  }
}
