package dev.lockstep.etcd;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import io.etcd.jetcd.Client;
import java.util.List;
import java.util.Set;

/**
 * etcd by a client of the application, which is never closed.
 *
 * @param client the application's
 */
record LentClient(Client client) implements AtomicProvider {
  @Override
  public String name() {
    return EtcdProvider.NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(EtcdProvider.NAME);
  }

  @Override
  public List<Setting<?>> settings() {
    return EtcdSettings.ALL;
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(new EtcdConnector(config).borrow(client), config);
  }
}
