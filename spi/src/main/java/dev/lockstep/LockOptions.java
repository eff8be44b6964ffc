package dev.lockstep;

import dev.lockstep.spi.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to take a lock: an immutable value; each method with an argument returns a changed copy and
 * fails with {@link InvalidOptionException} on a value that cannot be meant.
 */
public final class LockOptions {
  private static final LockOptions DEFAULTS =
      new LockOptions(
          Duration.ofSeconds(30), false, null, Duration.ofMillis(500), null, null, null, null);

  private final Duration ttl;
  private final boolean fixed;
  private final @Nullable Duration maxWait;
  private final Duration retryInterval;
  private final @Nullable Duration minHold;
  private final @Nullable Duration maxHold;
  private final @Nullable String reentrant;
  private final @Nullable Metadata metadata;

  private LockOptions(
      Duration ttl,
      boolean fixed,
      @Nullable Duration maxWait,
      Duration retryInterval,
      @Nullable Duration minHold,
      @Nullable Duration maxHold,
      @Nullable String reentrant,
      @Nullable Metadata metadata) {
    this.ttl = ttl;
    this.fixed = fixed;
    this.maxWait = maxWait;
    this.retryInterval = retryInterval;
    this.minHold = minHold;
    this.maxHold = maxHold;
    this.reentrant = reentrant;
    this.metadata = metadata;
  }

  /**
   * {@return options with a TTL of 30 s, renewed while held, unlimited wait, retry after 500 ms,
   * not reentrant; host, pid and thread as metadata}
   */
  public static LockOptions defaults() {
    return DEFAULTS;
  }

  /**
   * How long the record may outlive a dead holder; {@link Lease#ttl()} says what was granted.
   *
   * @param ttl more than zero
   * @return a changed copy
   */
  public LockOptions ttl(Duration ttl) {
    Durations.requirePositive("ttl", ttl);
    return new LockOptions(
        ttl, fixed, maxWait, retryInterval, minHold, maxHold, reentrant, metadata);
  }

  /**
   * No renewal: the lease ends at its TTL though its holder lives (M9).
   *
   * @return a changed copy
   */
  public LockOptions fixed() {
    return new LockOptions(
        ttl, true, maxWait, retryInterval, minHold, maxHold, reentrant, metadata);
  }

  /**
   * Longest wait in {@link DistributedMutex#lock()}; zero means a single attempt (M3). An attempt
   * that is out when it ends still decides, within the operation timeout.
   *
   * @param wait not negative
   * @return a changed copy
   */
  public LockOptions maxWait(Duration wait) {
    Durations.requireNotNegative("maxWait", wait);
    return new LockOptions(ttl, fixed, wait, retryInterval, minHold, maxHold, reentrant, metadata);
  }

  /**
   * Longest delay that a lost wake-up can cost (W5).
   *
   * @param interval more than zero
   * @return a changed copy
   */
  public LockOptions retryInterval(Duration interval) {
    Durations.requirePositive("retryInterval", interval);
    return new LockOptions(ttl, fixed, maxWait, interval, minHold, maxHold, reentrant, metadata);
  }

  /**
   * Keeps the key taken at least so long after the grant, even if released sooner (M13).
   *
   * @param time more than zero
   * @return a changed copy
   */
  public LockOptions minHold(Duration time) {
    Durations.requirePositive("minHold", time);
    return new LockOptions(ttl, fixed, maxWait, retryInterval, time, maxHold, reentrant, metadata);
  }

  /**
   * Ends the lease after so long: the bound for a holder that hangs (M15).
   *
   * @param time more than zero
   * @return a changed copy
   */
  public LockOptions maxHold(Duration time) {
    Durations.requirePositive("maxHold", time);
    return new LockOptions(ttl, fixed, maxWait, retryInterval, minHold, time, reentrant, metadata);
  }

  /**
   * Acquisitions of this kit with the same identity share the lease, counted: they do not exclude
   * each other (R1).
   *
   * @param identity not empty
   * @return a changed copy
   */
  public LockOptions reentrant(String identity) {
    if (Objects.requireNonNull(identity, "identity").isEmpty()) {
      throw new InvalidOptionException("the reentrant identity is empty; give it a name");
    }
    return new LockOptions(
        ttl, fixed, maxWait, retryInterval, minHold, maxHold, identity, metadata);
  }

  /**
   * What others read in {@link Holder} (M12).
   *
   * @param metadata at most 4 KiB
   * @return a changed copy
   */
  public LockOptions metadata(Metadata metadata) {
    Objects.requireNonNull(metadata, "metadata");
    return new LockOptions(
        ttl, fixed, maxWait, retryInterval, minHold, maxHold, reentrant, metadata);
  }

  /** {@return the TTL asked for} */
  public Duration ttl() {
    return ttl;
  }

  /** {@return whether the lease ends at its TTL} */
  public boolean isFixed() {
    return fixed;
  }

  /** {@return the longest wait; empty means no limit} */
  public Optional<Duration> maxWait() {
    return Optional.ofNullable(maxWait);
  }

  /** {@return the longest delay that a lost wake-up can cost} */
  public Duration retryInterval() {
    return retryInterval;
  }

  /** {@return the shortest time that the key stays taken} */
  public Optional<Duration> minHold() {
    return Optional.ofNullable(minHold);
  }

  /** {@return the longest time that the lease is held} */
  public Optional<Duration> maxHold() {
    return Optional.ofNullable(maxHold);
  }

  /** {@return the identity with which an acquisition re-enters} */
  public Optional<String> reentrant() {
    return Optional.ofNullable(reentrant);
  }

  /** {@return what others read; empty means host, pid and thread} */
  public Optional<Metadata> metadata() {
    return Optional.ofNullable(metadata);
  }

  @Override
  public String toString() {
    return "LockOptions[ttl="
        + ttl
        + (fixed ? " fixed" : "")
        + ", maxWait="
        + maxWait
        + ", retryInterval="
        + retryInterval
        + ", minHold="
        + minHold
        + ", maxHold="
        + maxHold
        + ", reentrant="
        + reentrant
        + "]";
  }
}
