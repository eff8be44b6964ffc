package dev.lockstep.nats;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;

/** {@code nats://}. */
public final class NatsProvider implements AtomicProvider {
  static final String NAME = "nats";

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
    return NatsSettings.ALL;
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(NatsBackend.store(config), config);
  }
}
