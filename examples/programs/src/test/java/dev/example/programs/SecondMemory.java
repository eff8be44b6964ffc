package dev.example.programs;

import dev.lockstep.Atomic;
import dev.lockstep.memory.MemoryProvider;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;

/** Another adapter for a scheme that has one: two jars of one backend on the class path. */
public final class SecondMemory implements AtomicProvider {
  private final AtomicProvider first = new MemoryProvider();

  @Override
  public String name() {
    return first.name();
  }

  @Override
  public Set<String> schemes() {
    return first.schemes();
  }

  @Override
  public List<Setting<?>> settings() {
    return first.settings();
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return first.open(config);
  }
}
