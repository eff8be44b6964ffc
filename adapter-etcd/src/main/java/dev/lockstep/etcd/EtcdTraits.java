package dev.lockstep.etcd;

import dev.lockstep.Durability;
import dev.lockstep.Traits;
import java.time.Duration;

/** What etcd grants. */
final class EtcdTraits implements Traits {
  private static final Duration FIXED_MARGIN = Duration.ofMillis(50);

  /** The least that a server with the default election timeout gives. */
  @Override
  public Duration minTtl() {
    return Duration.ofSeconds(2);
  }

  /** Bounds what a lost reply and a crash can block. */
  @Override
  public Duration maxTtl() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Duration ttlGranularity() {
    return Duration.ofSeconds(1);
  }

  /** Half a percent for the rates of the clocks, and 50 ms. */
  @Override
  public Duration safetyMargin(Duration validity) {
    return validity.dividedBy(200).plus(FIXED_MARGIN);
  }

  /** The server looks for expired leases twice a second, and commits their end. */
  @Override
  public Duration expiryGrace(Duration ttl) {
    return Duration.ofSeconds(1);
  }

  @Override
  public Durability durability() {
    return Durability.LINEARIZABLE;
  }
}
