package dev.lockstep.zookeeper;

import dev.lockstep.Durability;
import dev.lockstep.Traits;
import java.time.Duration;

/**
 * What ZooKeeper grants.
 *
 * @param tick the servers' unit of time: they look for dead sessions once in it, and a follower
 *     tells the leader of its clients' life twice
 */
record ZooKeeperTraits(Duration tick) implements Traits {
  private static final Duration FIXED_MARGIN = Duration.ofMillis(50);

  /** Two confirmations are at least half a tick and this apart. */
  private static final Duration BETWEEN = Duration.ofMillis(250);

  /**
   * Four ticks: of two, the servers' own least, nothing is left after the margins. And never so
   * little that two confirmations take more than a third of it.
   */
  @Override
  public Duration minTtl() {
    Duration ticks = tick.multipliedBy(4);
    Duration often = apart().multipliedBy(31).dividedBy(5);
    return ticks.compareTo(often) > 0 ? ticks : often;
  }

  /** How far apart two writes are, so that the follower between them has told the leader. */
  Duration apart() {
    return tick.dividedBy(2).plus(BETWEEN);
  }

  /** What servers grant is 20 ticks unless they are told otherwise; the session says it. */
  @Override
  public Duration maxTtl() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Duration ttlGranularity() {
    return Duration.ofMillis(1);
  }

  /**
   * Half a percent for the rates of the clocks, 50 ms, and a tick, since what a follower has to say
   * may be a tick late.
   */
  @Override
  public Duration safetyMargin(Duration validity) {
    return validity.dividedBy(200).plus(FIXED_MARGIN).plus(tick);
  }

  /**
   * The end of a session is rounded up to a tick, counts from what a follower said half a tick
   * later, and is committed.
   */
  @Override
  public Duration expiryGrace(Duration ttl) {
    return tick.multipliedBy(3).dividedBy(2).plusMillis(500);
  }

  @Override
  public Durability durability() {
    return Durability.LINEARIZABLE;
  }
}
