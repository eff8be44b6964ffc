package dev.lockstep.spi;

import dev.lockstep.Atomic;
import java.util.List;
import java.util.Set;

/** A backend, found by {@link java.util.ServiceLoader}; one per adapter. Thread-safe. */
public interface AtomicProvider {
  /** {@return its name in settings: {@code lockstep.backend=redis}, {@code lockstep.redis.*}} */
  String name();

  /** {@return the URL schemes it serves, such as {@code redis} and {@code rediss}} */
  Set<String> schemes();

  /** {@return every setting it knows: the source of checks, documentation and completion} */
  List<Setting<?>> settings();

  /**
   * Connects and checks the server, within the connect timeout; if it fails, nothing is left behind
   * (X1).
   *
   * @param config what was given
   * @return the primitives, connected
   * @throws dev.lockstep.BackendUnavailableException if the server cannot be reached
   * @throws dev.lockstep.BackendRefusedException if it says no, or is too old
   * @throws dev.lockstep.InvalidOptionException if the configuration cannot be meant
   */
  Atomic open(AtomicConfig config);
}
