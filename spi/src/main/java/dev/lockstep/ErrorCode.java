package dev.lockstep;

/** Every error code: from 20000 on to be expected in a healthy system, below not (X2). */
public enum ErrorCode {
  /** A wrong value was given. */
  INVALID_OPTION(20100),
  /** The lock was not free within the longest wait. */
  LOCK_NOT_ACQUIRED(20101),
  /** The lease had already ended. */
  ALREADY_UNLOCKED(20102),
  /** The election was not enabled. */
  ELECTION_NOT_ENABLED(20103),
  /** Every number of the pool is taken. */
  NO_AVAILABLE_NUMBER(20104),
  /** The lease ended before the work under it. */
  LEASE_LOST(20150),
  /** The kit is closed. */
  KIT_CLOSED(20151),
  /** The waiting thread was interrupted. */
  OPERATION_INTERRUPTED(20152),
  /** The backend could not be asked. */
  BACKEND_UNAVAILABLE(10100),
  /** There is no default kit. */
  DEFAULT_KIT_NOT_CONFIGURED(10101),
  /** The backend said no. */
  BACKEND_REFUSED(10150),
  /** The backend lost its history. */
  HISTORY_LOST(10151),
  /** The wall clock cannot be used. */
  CLOCK_UNUSABLE(10152);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** {@return the number, stable for ever} */
  public int number() {
    return number;
  }
}
