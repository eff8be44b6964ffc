package dev.lockstep.redis;

import dev.lockstep.Durability;
import dev.lockstep.Traits;
import java.time.Duration;

/**
 * What Redis grants.
 *
 * @param durability {@link Durability#ASYNC_REPLICATED} if replicas were attached when the store
 *     connected, else {@link Durability#LOCAL}
 */
record RedisTraits(Durability durability) implements Traits {
  private static final Duration FIXED_MARGIN = Duration.ofMillis(50);

  @Override
  public Duration minTtl() {
    return Duration.ofMillis(200);
  }

  /** Bounds what a lost reply and a crash can block. */
  @Override
  public Duration maxTtl() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Duration ttlGranularity() {
    return Duration.ofMillis(1);
  }

  /** Half a percent for the rates of the clocks, and 50 ms, but never above a quarter. */
  @Override
  public Duration safetyMargin(Duration validity) {
    Duration margin = validity.dividedBy(200).plus(FIXED_MARGIN);
    Duration quarter = validity.dividedBy(4);
    return margin.compareTo(quarter) < 0 ? margin : quarter;
  }

  /** Redis expires on time; the rest is the way of the last renewal, and a server that is busy. */
  @Override
  public Duration expiryGrace(Duration ttl) {
    return Duration.ofMillis(250);
  }
}
