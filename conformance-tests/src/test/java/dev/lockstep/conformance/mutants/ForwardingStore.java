package dev.lockstep.conformance.mutants;

import dev.lockstep.Registration;
import dev.lockstep.Traits;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Page;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A store as sound as the one behind it; what is broken is overridden. */
class ForwardingStore implements LeaseStore {
  final LeaseStore sound;

  ForwardingStore(LeaseStore sound) {
    this.sound = sound;
  }

  @Override
  public Traits traits() {
    return sound.traits();
  }

  @Override
  public String endpoint() {
    return sound.endpoint();
  }

  @Override
  public CompletionStage<Session> open(Duration ttl) {
    return sound.open(ttl);
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    return sound.renew(session, held);
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return sound.audit(session);
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    return sound.end(session);
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return sound.grant(key, term, body, session);
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return sound.regrant(key, from, version, term, body, session);
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return sound.rewrite(key, term, version, body);
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return sound.release(key, term, version);
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return sound.get(key);
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    return sound.list(kind, domain, cursor);
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return sound.keys(kind, domain);
  }

  @Override
  public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    return sound.watch(key, hint);
  }

  @Override
  public CompletionStage<History> history() {
    return sound.history();
  }

  @Override
  public CompletionStage<History> raiseBase(long atLeast) {
    return sound.raiseBase(atLeast);
  }

  @Override
  public CompletionStage<Optional<Instant>> serverTime() {
    return sound.serverTime();
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return sound.unwrap(type);
  }

  @Override
  public void close() {
    sound.close();
  }
}
