package dev.lockstep.memory;

import dev.lockstep.Durability;
import dev.lockstep.Traits;
import java.time.Duration;

/**
 * What a server in memory grants.
 *
 * @param expiryLag how long after its time a record still stands, by the server's profile
 */
record MemoryTraits(Duration expiryLag) implements Traits {
  private static final Duration MIN_TTL = Duration.ofMillis(50);
  private static final Duration MAX_TTL = Duration.ofSeconds(60);
  private static final Duration GRANULARITY = Duration.ofMillis(1);
  private static final Duration MARGIN = Duration.ofMillis(20);
  private static final Duration GRACE = Duration.ofMillis(100);
  private static final int RATE_ERROR = 200;

  @Override
  public Duration minTtl() {
    return MIN_TTL;
  }

  @Override
  public Duration maxTtl() {
    return MAX_TTL;
  }

  @Override
  public Duration ttlGranularity() {
    return GRANULARITY;
  }

  @Override
  public Duration safetyMargin(Duration validity) {
    Duration margin = validity.dividedBy(RATE_ERROR).plus(MARGIN);
    Duration most = validity.dividedBy(4);
    return margin.compareTo(most) < 0 ? margin : most;
  }

  @Override
  public Duration expiryGrace(Duration ttl) {
    return GRACE.plus(expiryLag);
  }

  @Override
  public Durability durability() {
    return Durability.LOCAL;
  }
}
