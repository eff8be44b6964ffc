package dev.lockstep.zookeeper;

import dev.lockstep.Registration;
import dev.lockstep.Traits;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Faults;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Page;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The port on ZooKeeper: one transaction per step, in one round trip; each session on a connection
 * of its own, all else on the common one. Thread-safe; no call blocks but {@link #close}.
 */
final class ZooKeeperStore implements LeaseStore {
  private final Common common;
  private final Traits traits;
  private final Duration bound;
  private final TokenBase base;
  private final Faults faults;
  private final Sessions sessions;
  private final Reader reader;
  private final Ledger ledger;
  private final Grants grants;
  private final Records records;
  private final Listing listing;
  private final Hints hints;
  private final Ending ending;

  ZooKeeperStore(
      AtomicConfig config,
      Common common,
      Client client,
      Layout layout,
      TokenBase base,
      ZooKeeperTraits traits,
      Faults faults,
      Closing closing,
      Ending ending) {
    this.common = common;
    this.traits = traits;
    this.bound = Closing.patience(config);
    this.base = base;
    this.faults = faults;
    this.sessions = new Sessions(client, config, traits, layout, closing);
    this.reader = new Reader(common.wire(), layout, faults.endpoint());
    this.ledger = new Ledger();
    this.grants = new Grants(common, layout, base, reader, ledger);
    this.records = new Records(layout, reader, ledger);
    this.listing = new Listing(common.wire(), layout, reader);
    this.hints = new Hints(common.wire(), layout);
    this.ending = ending;
    common.onReconnect(hints::reconnected);
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
    return faults.named(asked(() -> sessions.open(ttl)), "opening a session", null);
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    ZooKeeperSession own = (ZooKeeperSession) session;
    return asked(() -> sessions.renew(own))
        .handle(
            (ended, error) -> {
              if (error != null) {
                return new Renewal.Unknown(faults.of(error, "renewal", null));
              }
              Set<Key> gone = new HashSet<>();
              ended.forEach(line -> gone.addAll(ledger.ended(line)));
              return own.lines().isEmpty() ? new Renewal.Gone() : new Renewal.Alive(gone, Map.of());
            });
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return faults.named(
        asked(() -> sessions.audit((ZooKeeperSession) session)), "auditing a session", null);
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    ZooKeeperSession own = (ZooKeeperSession) session;
    own.lines().forEach(ledger::ended);
    return faults.named(asked(() -> sessions.end(own)), "ending a session", null);
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return written(() -> grants.grant(key, term, body, session), "grant", key, session);
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return written(
        () -> grants.regrant(key, from, version, term, body, session), "hand-over", key, session);
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return written(() -> records.rewrite(key, term, version, body), "rewrite", key, Session.none());
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return written(() -> records.release(key, term), "release", key, Session.none());
  }

  /** On a session that is over nothing was carried out, or what was is gone. */
  private CompletionStage<Outcome> written(
      Supplier<CompletionStage<Outcome>> write, String doing, Key key, Session session) {
    return asked(write)
        .exceptionally(
            error ->
                session instanceof ZooKeeperSession && ZooKeeperFaults.sessionIsOver(error)
                    ? new Outcome.Refused(Optional.empty())
                    : faults.unknown(error, doing, key));
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return faults.named(asked(() -> reader.get(key)), "reading", key.path());
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    return faults.named(
        asked(() -> listing.page(kind, domain, cursor)), "listing", kind + "/" + domain);
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return keys(kind, domain, Integer.MAX_VALUE);
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain, int tooMany) {
    return faults.named(
        asked(() -> listing.names(kind, domain, tooMany)), "listing", kind + "/" + domain);
  }

  @Override
  public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    return faults.named(asked(() -> hints.watch(key, hint)), "watching", key.path());
  }

  @Override
  public CompletionStage<History> history() {
    return faults.named(asked(base::read), "reading the history", null);
  }

  @Override
  public CompletionStage<History> raiseBase(long atLeast) {
    return faults.named(asked(() -> base.raise(atLeast)), "raising the token base", null);
  }

  /** What the client throws at once is an answer too. */
  private static <T> CompletionStage<T> asked(Supplier<? extends CompletionStage<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(common.curator())
        ? Optional.of(type.cast(common.curator()))
        : Optional.empty();
  }

  @Override
  public void close() {
    sessions.close(ending, bound);
  }
}
