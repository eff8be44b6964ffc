package dev.lockstep.nats;

import dev.lockstep.spi.Session;
import java.time.Duration;

/**
 * A name for records that are renewed together: at the server each has a time to live of its own.
 * Compared by identity.
 */
final class NatsSession implements Session {
  private final Duration ttl;

  NatsSession(Duration ttl) {
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
