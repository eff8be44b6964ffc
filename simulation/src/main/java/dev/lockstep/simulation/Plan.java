package dev.lockstep.simulation;

import dev.lockstep.LockOptions;
import dev.lockstep.Metadata;
import dev.lockstep.memory.MemoryProfile;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What a seed decides before its world begins.
 *
 * @param profile the server's law of liveness
 * @param nodes how many processes there are at first
 * @param keys how many locks they contend for
 * @param lockWorkers how many users of locks each of them has
 * @param restMillis how long these rest at most
 * @param longestTtlMillis the longest time to live
 * @param unhealthyMillis the time to live of leaders and members
 * @param delayNanos how long a request travels, usually
 * @param roughness faults per thousand requests
 * @param calmMillis the time between two great faults, on average
 * @param lengthMillis how long the rough part lasts
 */
record Plan(
    MemoryProfile profile,
    int nodes,
    int keys,
    int lockWorkers,
    int restMillis,
    int longestTtlMillis,
    int unhealthyMillis,
    long delayNanos,
    int roughness,
    int calmMillis,
    int lengthMillis) {
  /** The time to live of the locks that the fresh node takes in the end. */
  static final int FRESH_TTL_MILLIS = 1_000;

  private static final int[] TTLS = {50, 200, 500, 1_000, 2_000, 5_000, 10_000};

  /** So many trips to the server fit into a time to live, or nothing can be granted. */
  private static final int LEAST_TRIPS = 60;

  /** The longest time to live of anything in this world. */
  long longestNanos() {
    return 1_000_000L * Math.max(longestTtlMillis, Math.max(unhealthyMillis, FRESH_TTL_MILLIS));
  }

  static Plan of(SplittableRandom random, Optional<MemoryProfile> wanted) {
    MemoryProfile drawn =
        MemoryProfile.like(MemoryProfile.names().get(random.nextInt(MemoryProfile.names().size())));
    if (random.nextInt(4) == 0) {
      drawn = drawn.withExpiryLag(Duration.ofMillis(random.nextInt(800)));
    }
    return new Plan(
        wanted.orElse(drawn),
        2 + random.nextInt(4),
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        100 << random.nextInt(5),
        TTLS[3 + random.nextInt(4)],
        1_000 + random.nextInt(3_000),
        50_000L << random.nextInt(8),
        random.nextInt(4) == 0 ? 0 : 1 << random.nextInt(6),
        500 << random.nextInt(4),
        5_000 + random.nextInt(10_000));
  }

  LockOptions options(SplittableRandom random) {
    long ttl;
    do {
      ttl = TTLS[random.nextInt(TTLS.length)];
    } while (ttl > longestTtlMillis || ttl * 1_000_000 < LEAST_TRIPS * delayNanos);
    LockOptions options =
        LockOptions.defaults().ttl(Duration.ofMillis(ttl)).metadata(Metadata.empty());
    if (random.nextInt(6) == 0) {
      options = options.fixed();
    }
    if (random.nextInt(6) == 0) {
      options = options.minHold(Duration.ofMillis(1 + random.nextLong(ttl)));
    }
    if (random.nextInt(6) == 0) {
      options = options.maxHold(Duration.ofMillis(1 + random.nextLong(2 * ttl)));
    }
    if (random.nextInt(3) == 0) {
      options = options.maxWait(Duration.ofMillis(random.nextLong(3_000)));
    }
    if (random.nextInt(5) == 0) {
      options = options.reentrant("me");
    }
    if (random.nextInt(3) == 0) {
      options = options.retryInterval(Duration.ofMillis(50 + random.nextLong(1_000)));
    }
    return options;
  }
}
