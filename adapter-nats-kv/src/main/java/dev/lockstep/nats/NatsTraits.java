package dev.lockstep.nats;

import dev.lockstep.Durability;
import dev.lockstep.Traits;
import java.time.Duration;

/**
 * What a bucket grants.
 *
 * @param replicas how many copies of it there are
 * @param skew how far the clocks of their servers may differ; nothing if there is one
 */
record NatsTraits(int replicas, Duration skew) implements Traits {
  private static final Duration FIXED_MARGIN = Duration.ofMillis(50);

  static NatsTraits of(int replicas, Duration skew) {
    return new NatsTraits(replicas, replicas > 1 ? skew : Duration.ZERO);
  }

  /** The least that the server takes; with several copies, room for the margin. */
  @Override
  public Duration minTtl() {
    return Duration.ofSeconds(replicas > 1 ? 2 : 1);
  }

  /** Bounds what a lost reply and a crash can block. */
  @Override
  public Duration maxTtl() {
    return Duration.ofSeconds(60);
  }

  /** The server cuts off what is less than a second. */
  @Override
  public Duration ttlGranularity() {
    return Duration.ofSeconds(1);
  }

  /** Half a percent for the rates of the clocks, 50 ms and the skew, but never above a quarter. */
  @Override
  public Duration safetyMargin(Duration validity) {
    Duration margin = validity.dividedBy(200).plus(FIXED_MARGIN).plus(skew);
    Duration quarter = validity.dividedBy(4);
    return margin.compareTo(quarter) < 0 ? margin : quarter;
  }

  /** The server looks for what has expired at most four times a second; the rest is its work. */
  @Override
  public Duration expiryGrace(Duration ttl) {
    return Duration.ofMillis(750);
  }

  @Override
  public Durability durability() {
    return replicas > 1 ? Durability.LINEARIZABLE : Durability.LOCAL;
  }
}
