package dev.lockstep.spi;

import java.time.Duration;

/**
 * The backend's object of liveness: records on it are renewed together. Immutable but for what the
 * adapter keeps inside.
 */
public interface Session {
  /** {@return how long a record on it may outlive a dead holder, as the backend granted it} */
  Duration ttl();

  /** {@return how long one confirmation is good for (V)} */
  Duration validity();

  /** {@return from which sending a confirmation counts} */
  Basis basis();

  /**
   * {@return how long after the answer to one renewal the next must be sent for the earlier one to
   * count, where that one does ({@link Basis#PREVIOUS_SEND}); at most a sixth of V}
   */
  default Duration apart() {
    return validity().dividedBy(6);
  }

  /** {@return whose time to live a renewal restarts} */
  Scope scope();

  /** From which sending a confirmation counts. */
  enum Basis {
    /** From the sending that was confirmed. */
    THIS_SEND,
    /** From the confirmed sending before it (ZooKeeper, behind a follower). */
    PREVIOUS_SEND
  }

  /** Whose time to live is restarted, and by what. */
  enum Scope {
    /** The session's own, by opening and renewing it; a grant only joins it (L1). */
    SESSION,
    /** Each record's own, by its grant and by each renewal that names it. */
    RECORD
  }

  /**
   * For records that stay until they are deleted.
   *
   * @return the session that is none
   */
  static Session none() {
    return NoSession.NONE;
  }
}
