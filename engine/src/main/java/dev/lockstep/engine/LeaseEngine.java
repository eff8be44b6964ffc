package dev.lockstep.engine;

import dev.lockstep.Atomic;
import dev.lockstep.engine.driver.EngineAtomic;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.LeaseStore;

/**
 * Turns a {@link LeaseStore} into an {@link Atomic}: the last line of a typical {@code
 * AtomicProvider.open}.
 */
public final class LeaseEngine {
  private LeaseEngine() {}

  /**
   * The whole contract on top of that store.
   *
   * @param store connected; closed with the result
   * @param config what the provider was given
   */
  public static Atomic atomic(LeaseStore store, AtomicConfig config) {
    return EngineAtomic.on(store, config);
  }
}
