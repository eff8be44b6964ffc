package dev.lockstep;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An adapter of any name that keeps the last configuration it was given. */
class FakeProvider implements AtomicProvider {
  private final String name;
  private final Set<String> schemes;
  private final List<Setting<?>> settings;
  private Function<AtomicConfig, Atomic> opening = config -> new FakeAtomic();
  private @Nullable AtomicConfig config;

  FakeProvider(String name, Set<String> schemes, Setting<?>... settings) {
    this.name = name;
    this.schemes = schemes;
    this.settings = List.of(settings);
  }

  void opens(Function<AtomicConfig, Atomic> opening) {
    this.opening = opening;
  }

  AtomicConfig config() {
    if (config == null) {
      throw new AssertionError("nothing was opened on " + name);
    }
    return config;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<String> schemes() {
    return schemes;
  }

  @Override
  public List<Setting<?>> settings() {
    return settings;
  }

  @Override
  public Atomic open(AtomicConfig given) {
    config = given;
    return opening.apply(given);
  }
}
