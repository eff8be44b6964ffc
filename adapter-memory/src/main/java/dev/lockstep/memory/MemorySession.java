package dev.lockstep.memory;

import dev.lockstep.spi.Session;
import java.time.Duration;

/**
 * A session of a server in memory.
 *
 * @param server where it was opened: no other knows it
 * @param id unique on that server
 */
record MemorySession(
    MemoryServer server, long id, Duration ttl, Duration validity, Basis basis, Scope scope)
    implements Session {
  /** That of servers with ZooKeeper's usual tick, two seconds. */
  private static final Duration APART = Duration.ofMillis(1250);

  /** How long a follower may keep from its leader what it has confirmed: half a tick of them. */
  Duration untold() {
    return apart().multipliedBy(4).dividedBy(5);
  }

  @Override
  public Duration apart() {
    Duration most = Session.super.apart();
    return most.compareTo(APART) < 0 ? most : APART;
  }
}
