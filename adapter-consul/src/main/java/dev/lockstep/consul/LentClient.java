package dev.lockstep.consul;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;
import org.apache.http.impl.client.CloseableHttpClient;

/**
 * Consul by a client of the application, which is never closed.
 *
 * @param client the application's
 */
record LentClient(CloseableHttpClient client) implements AtomicProvider {
  @Override
  public String name() {
    return ConsulProvider.NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(ConsulProvider.NAME);
  }

  @Override
  public List<Setting<?>> settings() {
    return ConsulSettings.ALL;
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(new ConsulConnector(config).borrow(client), config);
  }
}
