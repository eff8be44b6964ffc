package dev.lockstep;

import java.time.Duration;

/** What a backend grants and how late it may be; the suite measures each figure. */
public interface Traits {
  /** Shortest TTL of the backend itself; a shorter request is raised. */
  Duration minTtl();

  /** Longest TTL of the backend itself; a longer request is renewed underneath. */
  Duration maxTtl();

  /** TTLs are rounded up to a multiple of it. */
  Duration ttlGranularity();

  /** How long before the end of the validity V a holder gives up. */
  Duration safetyMargin(Duration validity);

  /** How much longer than its TTL a dead holder's record may stand. */
  Duration expiryGrace(Duration ttl);

  /** What a failover of the backend can lose. */
  Durability durability();
}
