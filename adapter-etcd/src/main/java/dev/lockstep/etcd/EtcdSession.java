package dev.lockstep.etcd;

import dev.lockstep.spi.Session;
import java.time.Duration;

/**
 * A lease of etcd.
 *
 * @param lease its id at the server
 * @param ttl as the server granted it
 */
record EtcdSession(long lease, Duration ttl) implements Session {
  /** No lease: the record stays. */
  static final long NO_LEASE = 0;

  static long leaseOf(Session session) {
    return session instanceof EtcdSession own ? own.lease() : NO_LEASE;
  }

  /** The session that a record found at the server lives on. */
  static Session by(long lease) {
    return lease == NO_LEASE ? Session.none() : new EtcdSession(lease, Duration.ZERO);
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
    return Scope.SESSION;
  }
}
