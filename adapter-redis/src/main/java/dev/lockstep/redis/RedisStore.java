package dev.lockstep.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

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
import io.lettuce.core.AbstractRedisClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The port on Redis: one script at one bucket per step, in one round trip. Thread-safe; no call
 * blocks but {@link #close}.
 */
final class RedisStore implements LeaseStore {
  private static final byte[] NOTHING = {};

  private final Wire wire;
  private final Hints hints;
  private final Layout layout;
  private final Traits traits;
  private final Faults faults;
  private final Listing listing;
  private final AbstractRedisClient client;
  private final Runnable closing;

  /** What may stand on which session, so that {@link #end} finds it; unanswered grants included. */
  private final Map<UUID, Held> held = new ConcurrentHashMap<>();

  RedisStore(
      Wire wire,
      Hints hints,
      Layout layout,
      Traits traits,
      Faults faults,
      AbstractRedisClient client,
      Runnable closing) {
    this.wire = wire;
    this.hints = hints;
    this.layout = layout;
    this.traits = traits;
    this.faults = faults;
    this.listing = new Listing(wire, layout);
    this.client = client;
    this.closing = closing;
  }

  private record Held(Key key, Session session) {}

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
    return CompletableFuture.completedFuture(new RedisSession(ttl));
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> entries) {
    return Renewing.send(wire, layout, session.ttl(), entries)
        .handle(
            (gone, error) -> {
              if (error != null) {
                return new Renewal.Unknown(faults.of(error, "renewal", null));
              }
              gone.forEach(entry -> held.remove(entry.term()));
              return new Renewal.Alive(
                  gone.stream().map(Entry::key).collect(Collectors.toSet()), Map.of());
            });
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return CompletableFuture.completedFuture(Set.of());
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    List<CompletableFuture<Outcome>> releases =
        held.entrySet().stream()
            .filter(entry -> entry.getValue().session == session)
            .map(entry -> release(entry.getValue().key, entry.getKey(), 0).toCompletableFuture())
            .toList();
    held.values().removeIf(standing -> standing.session == session);
    return CompletableFuture.allOf(releases.toArray(CompletableFuture[]::new));
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    Layout.Place at = layout.place(key);
    return granted(
        Script.GRANT,
        key,
        at,
        term,
        session,
        Stored.term(term),
        body,
        millis(session),
        at.member(),
        announced(key, at),
        at.message());
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    Layout.Place at = layout.place(key);
    return granted(
            Script.REGRANT,
            key,
            at,
            term,
            session,
            Stored.term(term),
            body,
            millis(session),
            at.member(),
            announced(key, at),
            at.message(),
            Stored.term(from),
            Stored.version(version))
        .thenApply(
            outcome -> {
              if (outcome instanceof Outcome.Done) {
                held.remove(from);
              }
              return outcome;
            });
  }

  private CompletionStage<Outcome> granted(
      Script script, Key key, Layout.Place at, UUID term, Session session, byte[]... args) {
    if (session != Session.none()) {
      held.put(term, new Held(key, session));
    }
    return write(script, key, new byte[][] {at.record(), at.counter(), at.index()}, args)
        .thenApply(
            outcome -> {
              if (outcome instanceof Outcome.Refused) {
                held.remove(term);
              }
              return outcome;
            });
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    Layout.Place at = layout.place(key);
    return write(
        Script.REWRITE,
        key,
        new byte[][] {at.record(), at.counter()},
        Stored.term(term),
        Stored.version(version),
        body);
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    Layout.Place at = layout.place(key);
    return write(
            Script.RELEASE,
            key,
            new byte[][] {at.record(), at.index()},
            Stored.term(term),
            at.member(),
            at.channel(),
            at.message())
        .thenApply(
            outcome -> {
              if (!(outcome instanceof Outcome.Unknown)) {
                held.remove(term);
              }
              return outcome;
            });
  }

  private CompletionStage<Outcome> write(Script script, Key key, byte[][] keys, byte[]... args) {
    return wire.call(script, keys, args)
        .thenApply(reply -> Stored.outcome(key, reply))
        .exceptionally(error -> faults.unknown(error, script.name().toLowerCase(Locale.ROOT), key));
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return faults.named(
        wire.call(Script.GET, new byte[][] {layout.place(key).record()})
            .thenApply(reply -> Stored.entry(key, reply)),
        "reading",
        key.path());
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
    List<String> channels =
        key.domain().isEmpty() && key.name().isEmpty()
            ? IntStream.range(0, Layout.BUCKETS).mapToObj(layout::channel).toList()
            : List.of(layout.channel(Layout.bucket(key)));
    return faults.named(hints.watch(channels, key, hint), "watching", key.path());
  }

  /**
   * An identifier beside the data: if the data goes, so does it. Tokens need no base until one is
   * announced, since they follow the server's time.
   */
  @Override
  public CompletionStage<History> history() {
    return faults.named(history(0), "reading the history", null);
  }

  /** The buckets first, each by itself; the base is there when it holds in all of them. */
  @Override
  public CompletionStage<History> raiseBase(long atLeast) {
    byte[] base = Layout.ascii(Long.toString(atLeast));
    List<CompletableFuture<List<Object>>> raised =
        wire.call(
            IntStream.range(0, Layout.BUCKETS)
                .mapToObj(layout::counter)
                .map(
                    counter ->
                        new Wire.Call(Script.RAISE, new byte[][] {counter}, new byte[][] {base}))
                .toList());
    return faults.named(
        CompletableFuture.allOf(raised.toArray(CompletableFuture[]::new))
            .thenCompose(all -> history(atLeast)),
        "raising the base of tokens",
        null);
  }

  private CompletionStage<History> history(long base) {
    byte[] fresh = Layout.ascii(UUID.randomUUID().toString());
    byte[] atLeast = Layout.ascii(Long.toString(base));
    return wire.call(Script.HISTORY, new byte[][] {layout.history()}, fresh, atLeast)
        .thenApply(reply -> new History(text(reply.get(0)), Long.parseLong(text(reply.get(1)))));
  }

  @Override
  public CompletionStage<Optional<Instant>> serverTime() {
    return faults.named(
        wire.call(Script.TIME, new byte[][] {layout.history()})
            .thenApply(
                reply ->
                    Optional.of(
                        Instant.EPOCH.plus(Long.parseLong(text(reply.get(0))), ChronoUnit.MICROS))),
        "reading the clock",
        null);
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, US_ASCII);
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(client) ? Optional.of(type.cast(client)) : Optional.empty();
  }

  @Override
  public void close() {
    closing.run();
  }

  /**
   * Where the making of a record is told: domains and leaders are observed, but nobody waits for a
   * mutex to be taken.
   */
  private static byte[] announced(Key key, Layout.Place at) {
    return !key.domain().isEmpty() || key.kind().equals("leader") ? at.channel() : NOTHING;
  }

  private static byte[] millis(Session session) {
    return Layout.ascii(Long.toString(session.ttl().toMillis()));
  }
}
