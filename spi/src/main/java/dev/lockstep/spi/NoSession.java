package dev.lockstep.spi;

import java.time.Duration;

/** The absence of a session: its records do not end by themselves. */
enum NoSession implements Session {
  NONE;

  @Override
  public Duration ttl() {
    return Duration.ZERO;
  }

  @Override
  public Duration validity() {
    return Duration.ZERO;
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
