package dev.example.socketmap;

import dev.lockstep.OperationInterruptedException;
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
import dev.lockstep.spi.Watchers;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The port on a map behind a socket: one line per step. Thread-safe; never blocks. */
final class SocketMapStore implements LeaseStore {
  private static final int PAGE = 200;

  private final Traits traits = new SocketMapTraits();
  private final Watchers watchers = new Watchers();
  private final Map<String, Integer> watched = new ConcurrentHashMap<>();
  private final Paths paths;
  private final Faults faults;
  private final Connection connection;

  /** What may stand on which session, so that {@link #end} finds it; unanswered grants included. */
  private final Map<UUID, Held> held = new ConcurrentHashMap<>();

  private SocketMapStore(AtomicConfig config) {
    this.paths = new Paths(config.namespace());
    this.faults = new Faults("the socket map", config.url().endpoint(), SocketMapStore::judge);
    this.connection =
        new Connection(
            config.url().hosts().get(0), config.connectTimeout(), this::told, this::watchAgain);
  }

  private record Held(Key key, Session session) {}

  /** Connects; blocks, at most for the connect timeout, and leaves nothing behind when it fails. */
  static SocketMapStore connect(AtomicConfig config) {
    SocketMapStore store = new SocketMapStore(config);
    try {
      store.connection.first().get(config.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
      return store;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      store.close();
      throw new OperationInterruptedException(
          "interrupted while connecting to " + store.endpoint());
    } catch (ExecutionException | TimeoutException failed) {
      store.close();
      throw store.faults.of(failed, "connecting", null);
    }
  }

  private static Optional<Faults.Verdict> judge(Throwable cause) {
    return cause instanceof ProtocolException
        ? Optional.of(Faults.Verdict.refused("no socket map answers there", "check host and port"))
        : Optional.empty();
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
    return CompletableFuture.completedFuture(new SocketMapSession(ttl));
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> entries) {
    List<String> words = new ArrayList<>(List.of("RENEW", millis(session)));
    entries.forEach(entry -> words.addAll(List.of(paths.of(entry.key()), entry.term().toString())));
    return connection
        .ask(words.toArray(String[]::new))
        .handle(
            (answer, error) ->
                error != null
                    ? new Renewal.Unknown(faults.of(error, "renewal", null))
                    : new Renewal.Alive(Set.copyOf(keys(answer)), Map.of()));
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return CompletableFuture.completedFuture(Set.of());
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    List<CompletableFuture<Outcome>> releases =
        held.entrySet().stream()
            .filter(entry -> entry.getValue().session() == session)
            .map(entry -> release(entry.getValue().key(), entry.getKey(), 0).toCompletableFuture())
            .toList();
    held.values().removeIf(standing -> standing.session() == session);
    return CompletableFuture.allOf(releases.toArray(CompletableFuture[]::new));
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return granted(
        key, term, session, "GRANT", paths.of(key), "" + term, text(body), millis(session));
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    String path = paths.of(key);
    return granted(
            key,
            term,
            session,
            "REGRANT",
            path,
            "" + from,
            "" + version,
            "" + term,
            text(body),
            millis(session))
        .thenApply(
            outcome -> {
              if (outcome instanceof Outcome.Done) {
                held.remove(from);
              }
              return outcome;
            });
  }

  private CompletionStage<Outcome> granted(Key key, UUID term, Session session, String... words) {
    if (session != Session.none()) {
      held.put(term, new Held(key, session));
    }
    return write(key, words)
        .thenApply(outcome -> forgetting(term, outcome instanceof Outcome.Refused, outcome));
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return write(key, "REWRITE", paths.of(key), "" + term, "" + version, text(body));
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return write(key, "RELEASE", paths.of(key), "" + term)
        .thenApply(outcome -> forgetting(term, !(outcome instanceof Outcome.Unknown), outcome));
  }

  private Outcome forgetting(UUID term, boolean ended, Outcome outcome) {
    if (ended) {
      held.remove(term);
    }
    return outcome;
  }

  /** What failed on its way may have been carried out: unknown, never a no. */
  private CompletionStage<Outcome> write(Key key, String... words) {
    return connection
        .ask(words)
        .thenApply(answer -> Answer.outcome(paths, answer))
        .exceptionally(error -> faults.unknown(error, words[0].toLowerCase(Locale.ROOT), key));
  }

  private <T> CompletionStage<T> read(
      String doing, Key key, Function<String, T> reading, String... words) {
    return faults.named(connection.ask(words).thenApply(reading), doing, key.path());
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return read("reading", key, answer -> Answer.entry(paths, answer), "GET", paths.of(key));
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    String below = paths.below(kind, domain);
    return read(
        "listing",
        new Key(kind, domain, ""),
        answer -> page(Answer.entries(paths, answer)),
        "LIST",
        below,
        cursor.orElse(below),
        "" + PAGE);
  }

  private Page page(List<Entry> entries) {
    return new Page(
        entries,
        entries.size() < PAGE
            ? Optional.empty()
            : Optional.of(paths.of(entries.get(PAGE - 1).key())));
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return read(
        "listing",
        new Key(kind, domain, ""),
        answer -> keys(answer).stream().map(Key::name).toList(),
        "KEYS",
        paths.below(kind, domain));
  }

  /** {@code WORD KEY KEY ...}. */
  private List<Key> keys(String answer) {
    return Arrays.stream(answer.split(" ", -1))
        .skip(1)
        .filter(path -> !path.isEmpty())
        .map(path -> paths.key(path).orElseThrow())
        .collect(Collectors.toList());
  }

  @Override
  public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    String path = key.name().isEmpty() ? paths.below(key.kind(), key.domain()) : paths.of(key);
    watched.merge(path, 1, Integer::sum);
    Registration fromList = watchers.add(key, hint);
    AtomicBoolean closed = new AtomicBoolean();
    Registration registration =
        () -> {
          fromList.close();
          if (closed.compareAndSet(false, true)
              && watched.computeIfPresent(path, (p, count) -> count == 1 ? null : count - 1)
                  == null) {
            var unused = connection.ask("UNWATCH", path);
          }
        };
    CompletionStage<Registration> listening =
        read("watching", key, answer -> registration, "WATCH", path);
    return listening.whenComplete(
        (done, error) -> {
          if (error != null) {
            registration.close();
          }
        });
  }

  private void told(String path) {
    paths.key(path).ifPresent(watchers::tell);
  }

  /** What was told while nobody was connected is lost: all look again. */
  private void watchAgain() {
    for (String path : watched.keySet()) {
      var unused = connection.ask("WATCH", path);
    }
    watchers.tellAll();
  }

  @Override
  public CompletionStage<History> history() {
    return raiseBase(0);
  }

  @Override
  public CompletionStage<History> raiseBase(long atLeast) {
    return faults.named(
        connection.ask("HISTORY", paths.root(), "" + atLeast).thenApply(Answer::history),
        "the history",
        null);
  }

  @Override
  public void close() {
    connection.close();
  }

  private static String millis(Session session) {
    return Long.toString(session.ttl().toMillis());
  }

  private static String text(byte[] body) {
    return Base64.getEncoder().encodeToString(body);
  }
}
