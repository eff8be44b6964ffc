package dev.lockstep.simulation;

import java.util.Optional;

/**
 * What to simulate.
 *
 * @param seeds how many worlds
 * @param firstSeed the first one's seed; the others follow
 * @param threads how many worlds at a time
 * @param profile the server's law of liveness, such as {@code redis}; empty: each seed chooses
 * @param mutant the law of the engine
 */
public record SimulationOptions(
    long seeds, long firstSeed, int threads, Optional<String> profile, Mutant mutant) {
  /** Refuses what cannot be meant. */
  public SimulationOptions {
    if (seeds < 1 || threads < 1) {
      throw new IllegalArgumentException("at least one seed and one thread are needed");
    }
  }

  /** So many seeds from that one on, on all processors, under the law that ships. */
  public static SimulationOptions of(long seeds, long firstSeed) {
    return new SimulationOptions(
        seeds,
        firstSeed,
        Runtime.getRuntime().availableProcessors(),
        Optional.empty(),
        Mutant.NONE);
  }

  /** The same under another law. */
  public SimulationOptions with(Mutant other) {
    return new SimulationOptions(seeds, firstSeed, threads, profile, other);
  }

  /** The same on a server of that law of liveness. */
  public SimulationOptions like(String name) {
    return new SimulationOptions(seeds, firstSeed, threads, Optional.of(name), mutant);
  }
}
