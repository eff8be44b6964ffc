package dev.lockstep.spi;

/**
 * What is measured and traced.
 *
 * @param type what it does
 * @param backend the scheme of the backend's URL
 * @param key the name in question, or empty
 */
public record Operation(Type type, String backend, String key) {
  /** What an operation does; {@link #REQUEST} is one question to the backend. */
  public enum Type {
    /** Waiting for a lock. */
    LOCK,
    /** One attempt at a lock. */
    TRY_LOCK,
    /** Giving a lease up. */
    RELEASE,
    /** Standing in an election. */
    CAMPAIGN,
    /** Allocating a number. */
    ALLOCATE,
    /** Issuing an identifier. */
    NEXT_ID,
    /** Renewing leases. */
    RENEW,
    /** One question to the backend. */
    REQUEST
  }
}
