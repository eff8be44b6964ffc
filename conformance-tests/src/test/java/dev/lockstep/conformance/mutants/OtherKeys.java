package dev.lockstep.conformance.mutants;

import dev.lockstep.Registration;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Page;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A store that keeps its records under other keys, so that some of them meet. */
final class OtherKeys extends ForwardingStore {
  private final UnaryOperator<Key> other;

  OtherKeys(LeaseStore sound, UnaryOperator<Key> other) {
    super(sound);
    this.other = other;
  }

  private String domain(String kind, String domain) {
    return other.apply(new Key(kind, domain, "")).domain();
  }

  private Entry moved(Entry entry) {
    return new Entry(
        other.apply(entry.key()),
        entry.term(),
        entry.body(),
        entry.version(),
        entry.token(),
        entry.left());
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    return super.renew(session, held.stream().map(this::moved).toList());
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return super.grant(other.apply(key), term, body, session);
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return super.regrant(other.apply(key), from, version, term, body, session);
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return super.rewrite(other.apply(key), term, version, body);
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return super.release(other.apply(key), term, version);
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return super.get(other.apply(key));
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    return super.list(kind, domain(kind, domain), cursor);
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return super.keys(kind, domain(kind, domain));
  }

  @Override
  public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    return super.watch(other.apply(key), hint);
  }
}
