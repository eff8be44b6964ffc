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

/** What an engine in virtual time is given. */
record VirtualConfig(
    VirtualTime time, String nodeKey, Executor listeners, LockstepObserver observer)
    implements AtomicConfig {
  /** Its listeners run at once, and nobody observes it. */
  VirtualConfig(VirtualTime time) {
    this(time, "node", Runnable::run, LockstepObserver.none());
  }

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
}
