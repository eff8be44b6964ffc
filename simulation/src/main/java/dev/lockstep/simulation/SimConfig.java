package dev.lockstep.simulation;

import dev.lockstep.LockOptions;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.BackendUrl;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Setting;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What an engine on a machine is given. */
record SimConfig(Machine machine, String nodeKey, Duration ttl, LockstepObserver observer)
    implements AtomicConfig {
  private static final BackendUrl URL =
      new BackendUrl("memory", List.of(), "simulation", Optional.empty(), Optional.empty());

  @Override
  public <T> Optional<T> get(Setting<T> setting) {
    return setting.defaultValue();
  }

  @Override
  public BackendUrl url() {
    return URL;
  }

  @Override
  public String namespace() {
    return Server.NAMESPACE;
  }

  @Override
  public Duration operationTimeout() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Duration connectTimeout() {
    return Duration.ofSeconds(10);
  }

  @Override
  public LockOptions lockDefaults() {
    return LockOptions.defaults().ttl(ttl);
  }

  @Override
  public Ticker ticker() {
    return machine.clock();
  }

  @Override
  public Scheduler scheduler() {
    return machine;
  }

  @Override
  public Executor listeners() {
    return machine;
  }
}
