package dev.lockstep.memory;

import dev.lockstep.LockOptions;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.BackendUrl;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Setting;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A configuration whose timers are those of a node, so that they stop with it.
 *
 * @param given everything else
 */
record NodeConfig(AtomicConfig given, Scheduler scheduler) implements AtomicConfig {
  @Override
  public <T> Optional<T> get(Setting<T> setting) {
    return given.get(setting);
  }

  @Override
  public BackendUrl url() {
    return given.url();
  }

  @Override
  public String namespace() {
    return given.namespace();
  }

  @Override
  public String nodeKey() {
    return given.nodeKey();
  }

  @Override
  public Duration operationTimeout() {
    return given.operationTimeout();
  }

  @Override
  public Duration connectTimeout() {
    return given.connectTimeout();
  }

  @Override
  public LockOptions lockDefaults() {
    return given.lockDefaults();
  }

  @Override
  public Ticker ticker() {
    return given.ticker();
  }

  @Override
  public Executor listeners() {
    return given.listeners();
  }

  @Override
  public LockstepObserver observer() {
    return given.observer();
  }
}
