package dev.lockstep;

/**
 * Identifiers, unique in the namespace and rising within a kit (G1 to G6). The first call allocates
 * a machine number. Thread-safe; blocks while the 256 identifiers of ten milliseconds are used up,
 * and while a number is allocated.
 */
public interface IdGenerator {
  /**
   * {@return the next identifier}
   *
   * @throws ClockUnusableException rather than a duplicate (G4, G5)
   * @throws BackendUnavailableException if no machine number can be had (G3)
   */
  long nextId();

  /** {@return the same as a value} */
  SnowflakeId nextSnowflakeId();

  /** {@return the same as a decimal string} */
  String nextIdString();
}
