package dev.lockstep.spi;

import dev.lockstep.LockOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What a provider is given: checked, typed, with every collaborator. Immutable. */
public interface AtomicConfig {
  /**
   * {@return the value that was given, or the default}
   *
   * @param <T> its type
   * @param setting which one
   */
  <T> Optional<T> get(Setting<T> setting);

  /** {@return where the backend is} */
  BackendUrl url();

  /**
   * Separates applications on one backend (K2).
   *
   * @return the namespace
   */
  String namespace();

  /** {@return the name of this node} */
  String nodeKey();

  /** {@return the longest time for one question to the backend (X1)} */
  Duration operationTimeout();

  /** {@return the longest time to connect (X1)} */
  Duration connectTimeout();

  /** {@return options of every mutex that is not given its own} */
  LockOptions lockDefaults();

  /** {@return the clocks} */
  Ticker ticker();

  /** {@return the timers} */
  Scheduler scheduler();

  /** {@return where code of users runs: listeners and futures (L5)} */
  Executor listeners();

  /** {@return who hears what the engine does} */
  LockstepObserver observer();
}
