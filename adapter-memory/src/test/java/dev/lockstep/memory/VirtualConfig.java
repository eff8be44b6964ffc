package dev.lockstep.memory;

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

/** What an engine in virtual time is given; its listeners run at once. */
record VirtualConfig(VirtualTime time) implements AtomicConfig {
  @Override
  public <T> Optional<T> get(Setting<T> setting) {
    return setting.defaultValue();
  }

  @Override
  public BackendUrl url() {
    return new BackendUrl("memory", List.of(), "test", Optional.empty(), Optional.empty());
  }

  @Override
  public String namespace() {
    return "here";
  }

  @Override
  public String nodeKey() {
    return "node";
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
    return LockOptions.defaults();
  }

  @Override
  public Ticker ticker() {
    return time;
  }

  @Override
  public Scheduler scheduler() {
    return time;
  }

  @Override
  public Executor listeners() {
    return Runnable::run;
  }

  @Override
  public LockstepObserver observer() {
    return LockstepObserver.none();
  }
}
