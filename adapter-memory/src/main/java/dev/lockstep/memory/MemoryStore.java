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
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One node's connection to a {@link MemoryServer}, within one namespace. Every stage is complete
 * when its call returns; hints arrive on the scheduler's thread.
 */
final class MemoryStore implements LeaseStore {
  private final MemoryServer server;
  private final String namespace;
  private final ExpiryAlarm alarm;
  private final Runnable atClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** A connection; what is to be done at its close is done once. */
  MemoryStore(MemoryServer server, String namespace, Scheduler scheduler, Runnable atClose) {
    this.server = server;
    this.namespace = namespace;
    this.alarm = new ExpiryAlarm(scheduler);
    this.atClose = atClose;
  }

  /** Closes this, and throws, if the server does not answer (X1). */
  void requireAnswer() {
    try {
      ask(all -> all);
    } catch (BackendUnavailableException down) {
      close();
      throw down;
    }
  }

  @Override
  public Traits traits() {
    return new MemoryTraits(server.profile().expiryLag());
  }

  @Override
  public String endpoint() {
    return server.toString();
  }

  @Override
  public CompletionStage<Session> open(Duration ttl) {
    if (ttl.compareTo(traits().minTtl()) < 0 || ttl.compareTo(traits().maxTtl()) > 0) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("the TTL is outside of the traits' bounds: " + ttl));
    }
    return read(all -> all.open(ttl));
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    return write(all -> all.renew(namespace, ours(session), held), Renewal.Unknown::new);
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return read(
        all ->
            all.places(ours(session)).stream()
                .map(Place::key)
                .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  @SuppressWarnings("NullAway") // Void has no other value
  public CompletionStage<Void> end(Session session) {
    return read(
        all -> {
          all.end(ours(session));
          return null;
        });
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return write(all -> all.grant(place(key), term, body, ours(session)), Outcome.Unknown::new);
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return write(
        all -> all.regrant(place(key), from, version, term, body, ours(session)),
        Outcome.Unknown::new);
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return write(all -> all.rewrite(place(key), term, version, body), Outcome.Unknown::new);
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return write(all -> all.release(place(key), term), Outcome.Unknown::new);
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return read(all -> all.get(place(key)));
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    return read(all -> new Listing(namespace, kind, domain).page(all, cursor));
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return read(all -> new Listing(namespace, kind, domain).names(all));
  }

  @Override
  public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    Watch watch = new Watch(place(key), hint, alarm);
    return read(
        all -> {
          server.watch(watch);
          return () -> server.unwatch(watch);
        });
  }

  @Override
  public CompletionStage<History> history() {
    return read(all -> all.history(namespace));
  }

  @Override
  public CompletionStage<History> raiseBase(long atLeast) {
    return read(all -> all.raiseBase(namespace, atLeast));
  }

  @Override
  public CompletionStage<Optional<Instant>> serverTime() {
    return read(all -> Optional.of(server.ticker().wall()));
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(server) ? Optional.of(type.cast(server)) : Optional.empty();
  }

  /**
   * Ends the watches of this connection. Its records stay until they are released or over: as if
   * the node had died.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.unwatchAll(alarm);
      atClose.run();
    }
  }

  private Place place(Key key) {
    return new Place(namespace, key);
  }

  private Session ours(Session session) {
    if (session instanceof MemorySession opened
        ? opened.server() != server
        : session != Session.none()) {
      throw new IllegalArgumentException("the session was not opened at " + server);
    }
    return session;
  }

  private <R> CompletionStage<R> read(Function<Records, R> question) {
    try {
      return CompletableFuture.completedFuture(ask(question));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <R> CompletionStage<R> write(
      Function<Records, R> question, Function<Throwable, R> unknown) {
    try {
      return CompletableFuture.completedFuture(ask(question));
    } catch (BackendUnavailableException e) {
      return CompletableFuture.completedFuture(unknown.apply(e));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <R> R ask(Function<Records, R> question) {
    if (closed.get()) {
      throw new BackendUnavailableException(
          "the connection to " + server + " was closed; connect again", null, endpoint(), null);
    }
    return server.ask(question);
  }
}
