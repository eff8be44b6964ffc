package dev.lockstep.consul;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;

/** {@code consul://}. */
public final class ConsulProvider implements AtomicProvider {
  static final String NAME = "consul";

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
    return ConsulSettings.ALL;
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(ConsulBackend.store(config), config);
  }
}
