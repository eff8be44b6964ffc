package dev.lockstep;

/** What survives in the backend. */
public enum Durability {
  /** A quorum agreed: no failover loses an acknowledged record. */
  LINEARIZABLE,
  /** A failover can lose the newest records. */
  ASYNC_REPLICATED,
  /** One server; its crash may lose records. */
  LOCAL
}
