package dev.lockstep;

/** Why a lease ended (L5). */
public enum EndCause {
  /** Its holder released it. */
  RELEASED,
  /** Its kit, or its election, was closed. */
  CLOSED,
  /** It could not be renewed before its deadline. */
  EXPIRED,
  /**
   * The end that was set when it was granted has come: a fixed lease (M9) or the longest hold
   * (M15).
   */
  FIXED_TIME_OVER,
  /** The backend no longer has it: deleted or ended by somebody else, or found lost (L6). */
  REVOKED,
  /** This process, or its machine, was stopped for longer than the lease lasts (L9). */
  SUSPENDED,
  /**
   * The backend came back with other data than it had: flushed, made anew, or of a replica that
   * knew less (F4).
   */
  HISTORY_LOST;

  /** {@return whether the holder lost it against its will} */
  public boolean isLoss() {
    return this != RELEASED && this != CLOSED;
  }
}
