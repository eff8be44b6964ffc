package dev.lockstep.spi;

import dev.lockstep.LockOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What a provider is given: checked, typed, with every collaborator. Immutable. */
public interface AtomicConfig {
  /** The value that was given, or the default. */
  <T> Optional<T> get(Setting<T> setting);

  /** Where the backend is. */
  BackendUrl url();

  /** Separates applications on one backend (K2). */
  String namespace();

  /** The name of this node. */
  String nodeKey();

  /** The longest time for one question to the backend (X1). */
  Duration operationTimeout();

  /** The longest time to connect (X1). */
  Duration connectTimeout();

  /** Options of every mutex that is not given its own. */
  LockOptions lockDefaults();

  /** The clocks. */
  Ticker ticker();

  /** The timers. */
  Scheduler scheduler();

  /** Where code of users runs: listeners and futures (L5). */
  Executor listeners();

  /** Who hears what the engine does. */
  LockstepObserver observer();
}
