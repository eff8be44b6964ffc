package dev.example.socketmap;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;

/** {@code socketmap://host:port}. */
public final class SocketMapProvider implements AtomicProvider {
  @Override
  public String name() {
    return "socketmap";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("socketmap");
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(SocketMapStore.connect(config), config);
  }
}
