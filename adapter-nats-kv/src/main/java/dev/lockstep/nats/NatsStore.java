package dev.lockstep.nats;

import dev.lockstep.Registration;
import dev.lockstep.Traits;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Faults;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Page;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import dev.lockstep.spi.Ticker;
import io.nats.client.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The port on a KV bucket: each record a message with a time to live, each step a write that
 * expects what stands there. Thread-safe; no call blocks but {@link #close}.
 */
final class NatsStore implements LeaseStore {
  private final Wire wire;
  private final Bucket bucket;
  private final Traits traits;
  private final Faults faults;
  private final TokenBase base;
  private final Subjects subjects;
  private final OwnWrites own = new OwnWrites();
  private final Records records;
  private final Grants grants;
  private final Listing listing;
  private final Hints hints;
  private final Runnable closing;

  NatsStore(
      Wire wire,
      Bucket bucket,
      Layout layout,
      Subjects subjects,
      Markers markers,
      TokenBase base,
      Hints hints,
      Ticker ticker,
      Traits traits,
      Faults faults,
      Runnable closing) {
    this.wire = wire;
    this.bucket = bucket;
    this.traits = traits;
    this.faults = faults;
    this.base = base;
    this.subjects = subjects;
    this.records = new Records(subjects, own, ticker, bucket::time);
    this.grants =
        new Grants(subjects, base, markers, own, records, new Overdue(ticker, traits), ticker);
    this.listing = new Listing(wire, layout, subjects, markers);
    this.hints = hints;
    this.closing = closing;
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public String endpoint() {
    return faults.endpoint();
  }

  @Override
  public CompletionStage<Session> open(Duration ttl) {
    return CompletableFuture.completedFuture(new NatsSession(ttl));
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    Set<Key> gone = ConcurrentHashMap.newKeySet();
    return CompletableFuture.allOf(
            held.stream()
                .map(
                    entry ->
                        records
                            .renew(entry, session)
                            .thenAccept(
                                stands -> {
                                  if (!stands) {
                                    gone.add(entry.key());
                                  }
                                })
                            .toCompletableFuture())
                .toArray(CompletableFuture[]::new))
        .handle(
            (all, error) ->
                error == null
                    ? new Renewal.Alive(Set.copyOf(gone), Map.of())
                    : new Renewal.Unknown(faults.of(error, "renewal", null)));
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return CompletableFuture.completedFuture(Set.of());
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    return faults.named(
        CompletableFuture.allOf(
            own.on(session)
                .map(mine -> records.release(mine.key(), mine.term()).toCompletableFuture())
                .toArray(CompletableFuture[]::new)),
        "ending a session",
        null);
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return written(grants.grant(key, term, body, session), "grant", key);
  }

  @Override
  public void unwanted(UUID term) {
    own.unwanted(term);
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return written(grants.regrant(key, from, version, term, body, session), "hand-over", key);
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return written(records.rewrite(key, term, version, body), "rewrite", key);
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return written(records.release(key, term), "release", key);
  }

  private CompletionStage<Outcome> written(CompletionStage<Outcome> write, String doing, Key key) {
    return write.exceptionally(error -> faults.unknown(error, doing, key));
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return faults.named(subjects.read(key).thenApply(Place::entry), "reading", key.path());
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    return faults.named(listing.page(kind, domain, cursor), "listing", kind + "/" + domain);
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return keys(kind, domain, Integer.MAX_VALUE);
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain, int tooMany) {
    return faults.named(listing.names(kind, domain, tooMany), "listing", kind + "/" + domain);
  }

  @Override
  public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    return faults.named(hints.watch(key, hint), "watching", key.path());
  }

  @Override
  public CompletionStage<History> history() {
    return faults.named(
        base.read().thenApply(TokenBase.Known::history), "reading the history", null);
  }

  @Override
  public CompletionStage<History> raiseBase(long atLeast) {
    return faults.named(
        base.raise(atLeast).thenApply(TokenBase.Known::history), "raising the token base", null);
  }

  @Override
  public CompletionStage<Optional<Instant>> serverTime() {
    return faults.named(bucket.time().thenApply(Optional::of), "reading the clock", null);
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    Connection connection = wire.connection();
    return type.isInstance(connection) ? Optional.of(type.cast(connection)) : Optional.empty();
  }

  @Override
  public void close() {
    hints.close();
    closing.run();
  }
}
