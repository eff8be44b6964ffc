package dev.lockstep.engine;

import dev.lockstep.Atomic;
import dev.lockstep.engine.core.KeyCodec;
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

  /**
   * A namespace in the alphabet in which keys arrive at a store: letters, digits, {@code -}, {@code
   * _} and {@code =}, at most 64 characters, reversible unless it is long, without collisions (K2).
   */
  public static String encoded(String namespace) {
    return KeyCodec.encode(namespace);
  }
}
