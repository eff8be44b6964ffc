package dev.lockstep.etcd;

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
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Session;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.options.LeaseOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The port on etcd: one transaction per step, in one round trip. Thread-safe; no call blocks but
 * {@link #close}.
 */
final class EtcdStore implements LeaseStore {
  private static final Traits TRAITS = new EtcdTraits();

  private final Client client;
  private final Lease leases;
  private final Layout layout;
  private final TokenBase base;
  private final Faults faults;
  private final Records records;
  private final Listing listing;
  private final Hints hints;
  private final Runnable closing;

  EtcdStore(
      Client client,
      Layout layout,
      TokenBase base,
      Scheduler scheduler,
      Faults faults,
      Runnable closing) {
    KV kv = client.getKVClient();
    this.client = client;
    this.leases = client.getLeaseClient();
    this.layout = layout;
    this.base = base;
    this.faults = faults;
    this.records = new Records(kv, layout, base, faults.endpoint());
    this.listing = new Listing(kv, layout, records);
    this.hints = new Hints(client.getWatchClient(), layout, scheduler);
    this.closing = closing;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public String endpoint() {
    return faults.endpoint();
  }

  @Override
  public CompletionStage<Session> open(Duration ttl) {
    return faults.named(
        leases
            .grant(ttl.toSeconds())
            .thenApply(
                granted -> new EtcdSession(granted.getID(), Duration.ofSeconds(granted.getTTL()))),
        "opening a lease",
        null);
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    return leases
        .keepAliveOnce(EtcdSession.leaseOf(session))
        .handle(
            (answer, error) -> {
              if (error == null && answer.getTTL() > 0) {
                return new Renewal.Alive(Set.of(), Map.of());
              }
              if (error != null && !EtcdFaults.leaseIsGone(error)) {
                return new Renewal.Unknown(faults.of(error, "renewal", null));
              }
              records.ended(session);
              return new Renewal.Gone();
            });
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    LeaseOption withKeys = LeaseOption.builder().withAttachedKeys().build();
    return faults.named(
        leases
            .timeToLive(EtcdSession.leaseOf(session), withKeys)
            .thenApply(
                answer -> answer.getKeys().stream().map(layout::key).collect(Collectors.toSet())),
        "auditing a lease",
        null);
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    records.ended(session);
    return faults.named(
        leases
            .revoke(EtcdSession.leaseOf(session))
            .handle(
                (answer, error) -> {
                  if (error != null && !EtcdFaults.leaseIsGone(error)) {
                    throw new CompletionException(error);
                  }
                  return null;
                }),
        "ending a lease",
        null);
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return written(records.grant(key, term, body, session), "grant", key);
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return written(records.regrant(key, from, version, term, body, session), "hand-over", key);
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
    return write.exceptionally(
        error ->
            EtcdFaults.leaseIsGone(error)
                ? new Outcome.Refused(Optional.empty())
                : faults.unknown(error, doing, key));
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return faults.named(records.get(key), "reading", key.path());
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    return faults.named(listing.page(kind, domain, cursor), "listing", kind + "/" + domain);
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return faults.named(listing.names(kind, domain), "listing", kind + "/" + domain);
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
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(client) ? Optional.of(type.cast(client)) : Optional.empty();
  }

  @Override
  public void close() {
    hints.close();
    closing.run();
  }
}
