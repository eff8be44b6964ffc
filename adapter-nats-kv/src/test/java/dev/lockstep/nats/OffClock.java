package dev.lockstep.nats;

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
import java.util.function.LongSupplier;

/**
 * The same on a machine whose clocks are wrong.
 *
 * @param is as it would be otherwise
 * @param off by how much the wall clock goes ahead
 * @param nanos the other clock
 */
record OffClock(AtomicConfig is, Duration off, LongSupplier nanos) implements AtomicConfig {
  /** Only the wall clock is. */
  OffClock(AtomicConfig is, Duration off) {
    this(is, off, is.ticker()::nanos);
  }

  @Override
  public Ticker ticker() {
    return new Ticker() {
      @Override
      public long nanos() {
        return nanos.getAsLong();
      }

      @Override
      public long wallMillis() {
        return is.ticker().wallMillis() + off.toMillis();
      }
    };
  }

  @Override
  public BackendUrl url() {
    return is.url();
  }

  @Override
  public String namespace() {
    return is.namespace();
  }

  @Override
  public String nodeKey() {
    return is.nodeKey();
  }

  @Override
  public Duration connectTimeout() {
    return is.connectTimeout();
  }

  @Override
  public Duration operationTimeout() {
    return is.operationTimeout();
  }

  @Override
  public <T> Optional<T> get(Setting<T> setting) {
    return is.get(setting);
  }

  @Override
  public LockOptions lockDefaults() {
    return is.lockDefaults();
  }

  @Override
  public Scheduler scheduler() {
    return is.scheduler();
  }

  @Override
  public Executor listeners() {
    return is.listeners();
  }

  @Override
  public LockstepObserver observer() {
    return is.observer();
  }
}
