package dev.lockstep.etcd;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;

/** {@code etcd://}. */
public final class EtcdProvider implements AtomicProvider {
  static final String NAME = "etcd";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(NAME);
  }

  @Override
  public List<Setting<?>> settings() {
    return EtcdSettings.ALL;
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(EtcdBackend.store(config), config);
  }
}
