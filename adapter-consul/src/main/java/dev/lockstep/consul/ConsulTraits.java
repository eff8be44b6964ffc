package dev.lockstep.consul;

import dev.lockstep.Durability;
import dev.lockstep.Traits;
import java.time.Duration;

/**
 * What Consul grants.
 *
 * @param minTtl the shortest session that its servers grant
 */
record ConsulTraits(Duration minTtl) implements Traits {
  /** Of a server that was not told otherwise. */
  static final Duration USUAL_MIN_TTL = Duration.ofSeconds(10);

  private static final Duration FIXED_MARGIN = Duration.ofMillis(50);
  private static final Duration COMMIT = Duration.ofSeconds(1);

  /**
   * The TTL of the session under records with that TTL: the server ends it at twice its own, and
   * promises no more than once.
   */
  Duration validity(Duration ttl) {
    Duration half = Duration.ofMillis((ttl.toMillis() + 1) / 2);
    return half.compareTo(minTtl) < 0 ? minTtl : half;
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

  /** Half a percent for the rates of the clocks, and 50 ms. */
  @Override
  public Duration safetyMargin(Duration validity) {
    Duration margin = validity.dividedBy(200).plus(FIXED_MARGIN);
    Duration most = validity.dividedBy(4);
    return margin.compareTo(most) < 0 ? margin : most;
  }

  /** Twice a session that could not be shorter, and the commit of its end. */
  @Override
  public Duration expiryGrace(Duration ttl) {
    Duration stands = validity(ttl).multipliedBy(2);
    return stands.compareTo(ttl) > 0 ? stands.minus(ttl).plus(COMMIT) : COMMIT;
  }

  @Override
  public Durability durability() {
    return Durability.LINEARIZABLE;
  }
}
