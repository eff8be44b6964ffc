package dev.lockstep.memory;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows, and the law by which it changes. Guarded by the server's lock, which also
 * expires what is over before each question.
 */
final class Records {
  private final MemoryServer server;
  private final MemoryProfile profile;
  private final Ticker ticker;
  private final Tokens tokens;
  private final Tenures tenures;
  private final Watches watches;
  private final NavigableMap<Place, Standing> standing = new TreeMap<>();
  private long versions;
  private long sessions;
  private final Map<String, Long> raisedBases = new HashMap<>();
  private History history;

  Records(
      MemoryServer server, MemoryProfile profile, Ticker ticker, long tokenFloor, Watches watches) {
    this.server = server;
    this.profile = profile;
    this.ticker = ticker;
    this.tokens = new Tokens(ticker, tokenFloor);
    this.tenures = new Tenures(profile.expiryLag().toNanos());
    this.watches = watches;
    this.history = newHistory();
  }

  MemorySession open(Duration ttl) {
    sessions++;
    Duration validity = ttl;
    Duration granted = ttl;
    if (profile.doubled()) {
      validity = Duration.ofMillis((ttl.toMillis() + 1) / 2);
      granted = validity.multipliedBy(2);
    }
    MemorySession session =
        new MemorySession(server, sessions, granted, validity, profile.basis(), profile.scope());
    tenures.open(session, ticker.nanos());
    return session;
  }

  Renewal renew(String namespace, Session session, Collection<Entry> held) {
    if (profile.scope() == Session.Scope.RECORD) {
      return renewEach(namespace, held);
    }
    Tenure tenure = tenures.of(session);
    if (tenure == null) {
      return new Renewal.Gone();
    }
    tenures.touch(tenure, ticker.nanos());
    return new Renewal.Alive(Set.of(), Map.of());
  }

  private Renewal renewEach(String namespace, Collection<Entry> held) {
    Set<Key> gone = new HashSet<>();
    Map<Key, Long> moved = new HashMap<>();
    for (Entry entry : held) {
      Standing there = standing.get(new Place(namespace, entry.key()));
      if (there == null || !there.term().equals(entry.term())) {
        gone.add(entry.key());
        continue;
      }
      restart(there);
      if (profile.movesVersions()) {
        versions++;
        standing.put(there.place(), there.rewritten(there.body(), versions));
        moved.put(entry.key(), versions);
      }
    }
    return new Renewal.Alive(gone, moved);
  }

  List<Place> places(Session session) {
    return tenures.places(session);
  }

  void end(Session session) {
    places(session).forEach(this::delete);
    Tenure tenure = tenures.of(session);
    if (tenure != null) {
      tenures.drop(tenure);
    }
  }

  Outcome grant(Place place, UUID term, byte[] body, Session session) {
    Standing there = standing.get(place);
    if (there != null) {
      return there.term().equals(term) ? again(there) : refused(there);
    }
    return tenures.gone(session) ? refused(null) : made(place, term, body, session);
  }

  Outcome regrant(Place place, UUID from, long version, UUID term, byte[] body, Session session) {
    Standing there = standing.get(place);
    if (there != null && there.term().equals(term)) {
      return again(there);
    }
    if (there == null
        || !there.term().equals(from)
        || there.version() != version
        || tenures.gone(session)) {
      return refused(there);
    }
    leave(there);
    return made(place, term, body, session);
  }

  Outcome rewrite(Place place, UUID term, long version, byte[] body) {
    Standing there = standing.get(place);
    if (there == null || !there.term().equals(term) || there.version() != version) {
      return refused(there);
    }
    versions++;
    standing.put(place, there.rewritten(body, versions));
    return new Outcome.Done(versions, there.token());
  }

  Outcome release(Place place, UUID term) {
    Standing there = standing.get(place);
    if (there == null || !there.term().equals(term)) {
      return refused(there);
    }
    delete(place);
    return new Outcome.Done(there.version(), there.token());
  }

  /** Deletes whatever stands there; false if nothing did. */
  boolean delete(Place place) {
    Standing there = standing.remove(place);
    if (there != null) {
      leave(there);
      watches.gone(place);
    }
    return there != null;
  }

  /** Takes the time to live from a record that has one of its own; false if none stands there. */
  boolean forget(Place place) {
    Standing there = standing.get(place);
    if (there == null || there.tenure() == null || !there.tenure().ofOneRecord()) {
      return false;
    }
    tenures.forget(there.tenure());
    return true;
  }

  Set<String> namespaces() {
    return standing.keySet().stream().map(Place::namespace).collect(Collectors.toSet());
  }

  Optional<Entry> get(Place place) {
    return Optional.ofNullable(standing.get(place)).map(there -> there.entry(ticker.nanos()));
  }

  Optional<Duration> left(Place place, long token) {
    return Optional.ofNullable(standing.get(place))
        .filter(there -> there.token() == token)
        .map(there -> there.left(ticker.nanos()));
  }

  /** Everything from this place on, in order, without end. */
  Iterator<Entry> from(Place start, boolean inclusive) {
    long now = ticker.nanos();
    return standing.tailMap(start, inclusive).values().stream()
        .takeWhile(there -> there.place().namespace().equals(start.namespace()))
        .map(there -> there.entry(now))
        .iterator();
  }

  void expire() {
    for (Tenure over : tenures.due(ticker.nanos())) {
      List.copyOf(over.places()).forEach(this::delete);
    }
  }

  /** Every time to live starts anew. */
  void restartAll() {
    tenures.restartAll(ticker.nanos());
  }

  /** Loses everything but the greatest token. */
  void clear() {
    standing.clear();
    tenures.clear();
    raisedBases.clear();
    history = newHistory();
  }

  OptionalLong nextExpiry() {
    return tenures.next();
  }

  History history(String namespace) {
    return new History(history.id(), raisedBases.getOrDefault(namespace, history.tokenBase()));
  }

  /** The tokens of all namespaces rise; that it was announced is known in one. */
  History raiseBase(String namespace, long atLeast) {
    raisedBases.put(namespace, Math.max(history(namespace).tokenBase(), atLeast));
    tokens.raise(atLeast);
    return history(namespace);
  }

  long lastToken() {
    return tokens.last();
  }

  int size() {
    return standing.size();
  }

  int sessions() {
    return tenures.sessions();
  }

  private Outcome made(Place place, UUID term, byte[] body, Session session) {
    versions++;
    Tenure tenure = tenures.join(session, ticker.nanos());
    Standing made = new Standing(place, term, body, versions, tokens.next(), tenure);
    standing.put(place, made);
    if (tenure != null) {
      tenure.places().add(place);
    }
    watches.made(place);
    return new Outcome.Done(made.version(), made.token());
  }

  /**
   * The same grant, sent once more: where records live by themselves it counts from this sending.
   */
  private Outcome again(Standing there) {
    restart(there);
    return new Outcome.Done(there.version(), there.token());
  }

  private void restart(Standing there) {
    if (there.tenure() != null && there.tenure().ofOneRecord()) {
      tenures.touch(there.tenure(), ticker.nanos());
    }
  }

  private void leave(Standing there) {
    Tenure tenure = there.tenure();
    if (tenure != null) {
      tenure.places().remove(there.place());
      if (tenure.ofOneRecord()) {
        tenures.drop(tenure);
      }
    }
  }

  private Outcome refused(@Nullable Standing there) {
    if (there != null && there.tenure() != null && there.tenure().isForgotten()) {
      // Who wants it gives it its time again, or its holder's death would be noticed by nobody.
      restart(there);
    }
    return new Outcome.Refused(
        Optional.ofNullable(there).map(record -> record.entry(ticker.nanos())));
  }

  private History newHistory() {
    long base = tokens.next();
    return new History(Long.toString(base, Character.MAX_RADIX), base);
  }
}
