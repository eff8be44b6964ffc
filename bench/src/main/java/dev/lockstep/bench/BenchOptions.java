package dev.lockstep.bench;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param each operation of each subject, so long in all
 * @param warmUp the same before anything is measured
 * @param seed decides the order of the subjects in each round
 */
public record BenchOptions(Duration each, Duration warmUp, long seed) {
  /** How long one subject works until it is the other's turn. */
  static final Duration BLOCK = Duration.ofMillis(50);

  private static final Duration QUICK = Duration.ofSeconds(1);

  /** Twenty rounds of each: enough to see where it stands. */
  public static BenchOptions quick(long seed) {
    return new BenchOptions(QUICK, QUICK, seed);
  }

  /** As long as it is said, of each. */
  public static BenchOptions lasting(Duration each, long seed) {
    return new BenchOptions(each, each.dividedBy(2), seed);
  }

  static int rounds(Duration time) {
    return (int) Math.max(1, time.dividedBy(BLOCK));
  }
}
