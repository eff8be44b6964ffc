package dev.lockstep.conformance.mutants;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** A store whose sessions are not what they say of themselves. */
class OtherTtl extends ForwardingStore {
  private final double atServer;
  private final double validity;

  /**
   * Such a store.
   *
   * @param atServer how many times what was asked for the server keeps a record
   * @param validity how many times what was asked for a confirmation is said to be good for
   */
  OtherTtl(LeaseStore sound, double atServer, double validity) {
    super(sound);
    this.atServer = atServer;
    this.validity = validity;
  }

  private record Told(Session real, Duration ttl, Duration validity) implements Session {
    @Override
    public Basis basis() {
      return real.basis();
    }

    @Override
    public Scope scope() {
      return real.scope();
    }
  }

  private static Duration times(Duration time, double factor) {
    return Duration.ofMillis((long) (time.toMillis() * factor));
  }

  private static Session real(Session session) {
    return session instanceof Told told ? told.real() : session;
  }

  @Override
  public CompletionStage<Session> open(Duration ttl) {
    Duration most = traits().maxTtl();
    Duration longer = times(ttl, atServer);
    return super.open(longer.compareTo(most) > 0 ? most : longer)
        .thenApply(real -> new Told(real, ttl, times(ttl, validity)));
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    return super.renew(real(session), held);
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return super.audit(real(session));
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    return super.end(real(session));
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return super.grant(key, term, body, real(session));
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return super.regrant(key, from, version, term, body, real(session));
  }
}
