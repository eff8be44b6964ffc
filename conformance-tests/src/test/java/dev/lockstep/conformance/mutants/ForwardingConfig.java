package dev.lockstep.conformance.mutants;

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

/** A configuration as it was given; what is broken is overridden. */
class ForwardingConfig implements AtomicConfig {
  final AtomicConfig given;

  ForwardingConfig(AtomicConfig given) {
    this.given = given;
  }

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
  public Scheduler scheduler() {
    return given.scheduler();
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
