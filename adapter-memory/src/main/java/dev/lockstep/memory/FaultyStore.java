package dev.lockstep.memory;

import dev.lockstep.BackendUnavailableException;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A store as a node under test sees it: every question and every answer goes by the node's power
 * and link.
 */
final class FaultyStore implements LeaseStore {
  private final FaultyNode node;
  private final LeaseStore sound;
  private final Set<Ear> ears = ConcurrentHashMap.newKeySet();

  FaultyStore(FaultyNode node, LeaseStore sound) {
    this.node = node;
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
    return ask(Question.OPEN, () -> sound.open(ttl));
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    List<Entry> sent = List.copyOf(held);
    return Exchange.write(
        node, Question.RENEW, () -> sound.renew(session, sent), Renewal.Unknown::new, this::lost);
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return ask(Question.AUDIT, () -> sound.audit(session));
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    return ask(Question.END, () -> sound.end(session));
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return write(Question.GRANT, () -> sound.grant(key, term, body, session));
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return write(Question.REGRANT, () -> sound.regrant(key, from, version, term, body, session));
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return write(Question.REWRITE, () -> sound.rewrite(key, term, version, body));
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return write(Question.RELEASE, () -> sound.release(key, term, version));
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return ask(Question.GET, () -> sound.get(key));
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    return ask(Question.LIST, () -> sound.list(kind, domain, cursor));
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return ask(Question.KEYS, () -> sound.keys(kind, domain));
  }

  @Override
  public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    Ear ear = new Ear(node, hint, ears::remove);
    ears.add(ear);
    CompletionStage<Registration> listening =
        ask(Question.WATCH, () -> sound.watch(key, ear::hear).thenApply(ear::over));
    listening.exceptionally(
        error -> {
          ear.close();
          return ear;
        });
    return listening;
  }

  @Override
  public CompletionStage<History> history() {
    return ask(Question.HISTORY, sound::history);
  }

  @Override
  public CompletionStage<History> raiseBase(long atLeast) {
    return ask(Question.RAISE_BASE, () -> sound.raiseBase(atLeast));
  }

  @Override
  public CompletionStage<Optional<Instant>> serverTime() {
    return ask(Question.TIME, sound::serverTime);
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(node) ? Optional.of(type.cast(node)) : sound.unwrap(type);
  }

  @Override
  public void close() {
    sound.close();
  }

  void lookAgain() {
    ears.forEach(ear -> ear.hear(Optional.empty()));
  }

  /** Ends every watch, as the end of a connection does. */
  void deafen() {
    ears.forEach(Ear::close);
  }

  private CompletionStage<Outcome> write(
      Question question, Supplier<CompletionStage<Outcome>> send) {
    return Exchange.write(node, question, send, Outcome.Unknown::new, this::lost);
  }

  private <R> CompletionStage<R> ask(Question question, Supplier<CompletionStage<R>> send) {
    return Exchange.read(node, question, send, this::lost);
  }

  private BackendUnavailableException lost() {
    return new BackendUnavailableException(
        endpoint() + " did not answer: a fault was commanded",
        null,
        endpoint(),
        new TimeoutException("a fault was commanded"));
  }
}
