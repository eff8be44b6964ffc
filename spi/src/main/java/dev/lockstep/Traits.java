package dev.lockstep;

import java.time.Duration;

/** What a backend grants and how late it may be; the suite measures each figure. */
public interface Traits {
  /** {@return shortest TTL of the backend itself; a shorter request is raised} */
  Duration minTtl();

  /** {@return longest TTL of the backend itself; a longer request is renewed underneath} */
  Duration maxTtl();

  /**
   * TTLs are rounded up to a multiple of it.
   *
   * @return the unit
   */
  Duration ttlGranularity();

  /**
   * {@return how long before the end of the validity V a holder gives up}
   *
   * @param validity V
   */
  Duration safetyMargin(Duration validity);

  /**
   * {@return how much longer than its TTL a dead holder's record may stand}
   *
   * @param ttl the TTL that was granted
   */
  Duration expiryGrace(Duration ttl);

  /** {@return what a failover of the backend can lose} */
  Durability durability();
}
