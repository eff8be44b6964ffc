package dev.lockstep.redis;

import dev.lockstep.spi.Session;
import java.time.Duration;

/**
 * A name for records that are renewed together: at the server each has a time to live of its own.
 * Compared by identity.
 */
final class RedisSession implements Session {
  private final Duration ttl;

  RedisSession(Duration ttl) {
    this.ttl = ttl;
  }

  @Override
  public Duration ttl() {
    return ttl;
  }

  @Override
  public Duration validity() {
    return ttl;
  }

  @Override
  public Basis basis() {
    return Basis.THIS_SEND;
  }

  @Override
  public Scope scope() {
    return Scope.RECORD;
  }
}
