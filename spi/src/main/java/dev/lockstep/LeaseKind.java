package dev.lockstep;

/** What a lease can be about. */
public enum LeaseKind {
  /** A lock. */
  MUTEX,
  /** Leadership of a domain. */
  LEADER,
  /** The heartbeat of a node. */
  NODE,
  /** A number of a pool. */
  NUMBER
}
