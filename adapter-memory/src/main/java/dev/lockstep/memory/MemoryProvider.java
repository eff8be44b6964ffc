package dev.lockstep.memory;

import dev.lockstep.Atomic;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;

/** {@code memory:name}: the backend of this JVM, found by {@link java.util.ServiceLoader}. */
public final class MemoryProvider implements AtomicProvider {
  private static final Setting<String> LIKE =
      Setting.of(
          "like",
          String.class,
          "redis",
          "Which backend's law of liveness the server follows: one of "
              + String.join(", ", MemoryProfile.names())
              + "; the same for all kits of one name.");

  /** For the service loader. */
  public MemoryProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(LIKE);
  }

  @Override
  public Atomic open(AtomicConfig config) {
    MemoryProfile profile = MemoryProfile.like(config.get(LIKE).orElse("redis"));
    return MemoryBackend.named(config.url().path(), profile).open(config);
  }
}
