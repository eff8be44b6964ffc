package dev.lockstep.zookeeper;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;
import org.apache.curator.framework.CuratorFramework;

/**
 * ZooKeeper by a client of the application, which is never closed.
 *
 * @param client the application's
 */
record LentClient(CuratorFramework client) implements AtomicProvider {
  @Override
  public String name() {
    return ZooKeeperProvider.NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(ZooKeeperProvider.NAME);
  }

  @Override
  public List<Setting<?>> settings() {
    return ZooKeeperSettings.ALL;
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(new ZooKeeperConnector(config).borrow(client), config);
  }
}
