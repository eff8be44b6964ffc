package dev.example.socketmap;

import dev.lockstep.LockstepException;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.Registration;
import dev.lockstep.Traits;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Page;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The port on a map behind a socket: one line per step. Thread-safe; never blocks. */
final class SocketMapStore implements LeaseStore {
  private static final int PAGE = 200;

  private final Traits traits = new SocketMapTraits();
  private final Paths paths;
  private final Watches watches;
  private final Connection connection;

  /** What may stand on which session, so that {@link #end} finds it; unanswered grants included. */
  private final Map<UUID, Held> held = new ConcurrentHashMap<>();

  private SocketMapStore(AtomicConfig config) {
    this.paths = new Paths(config.namespace());
    this.watches = new Watches(paths);
    this.connection =
        new Connection(
            config.url().hosts().get(0), config.connectTimeout(), watches::tell, this::watchAgain);
  }

  private record Held(Key key, Session session) {}

  /** Connects; blocks, at most for the connect timeout, and leaves nothing behind when it fails. */
  static SocketMapStore connect(AtomicConfig config) {
    SocketMapStore store = new SocketMapStore(config);
    Connection connection = store.connection;
    try {
      connection.first().get(config.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
      return store;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      connection.close();
      throw new OperationInterruptedException(
          "interrupted while connecting to " + connection.endpoint());
    } catch (TimeoutException silent) {
      connection.close();
      throw connection.unavailable("gave no answer in time", silent);
    } catch (ExecutionException failed) {
      connection.close();
      throw failed.getCause() instanceof LockstepException known
          ? known
          : connection.unavailable("cannot be reached", failed);
    }
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public String endpoint() {
    return connection.endpoint();
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
                    ? new Renewal.Unknown(cause(error))
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
    return write(words)
        .thenApply(outcome -> forgetting(term, outcome instanceof Outcome.Refused, outcome));
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return write("REWRITE", paths.of(key), "" + term, "" + version, text(body));
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return write("RELEASE", paths.of(key), "" + term)
        .thenApply(outcome -> forgetting(term, !(outcome instanceof Outcome.Unknown), outcome));
  }

  private Outcome forgetting(UUID term, boolean ended, Outcome outcome) {
    if (ended) {
      held.remove(term);
    }
    return outcome;
  }

  /** What failed on its way may have been carried out: unknown, never a no. */
  private CompletionStage<Outcome> write(String... words) {
    return connection
        .ask(words)
        .thenApply(answer -> Answer.outcome(paths, answer))
        .exceptionally(error -> new Outcome.Unknown(cause(error)));
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return connection.ask("GET", paths.of(key)).thenApply(answer -> Answer.entry(paths, answer));
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    String prefix = paths.below(kind, domain);
    return connection
        .ask("LIST", prefix, cursor.orElse(prefix), "" + PAGE)
        .thenApply(answer -> Answer.entries(paths, answer))
        .thenApply(entries -> new Page(entries, next(entries)));
  }

  private Optional<String> next(List<Entry> entries) {
    return entries.size() < PAGE
        ? Optional.empty()
        : Optional.of(paths.of(entries.get(PAGE - 1).key()));
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return connection
        .ask("KEYS", paths.below(kind, domain))
        .thenApply(answer -> keys(answer).stream().map(Key::name).toList());
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
    String path = watches.path(key);
    Registration registration = watches.add(path, hint, connection::unwatch);
    return connection
        .watch(path)
        .thenApply(listening -> registration)
        .whenComplete(
            (listening, error) -> {
              if (error != null) {
                registration.close();
              }
            });
  }

  /** What was told while nobody was connected is lost: all look again. */
  private void watchAgain() {
    for (String path : watches.paths()) {
      var unused = connection.watch(path);
    }
    watches.lookAgain();
  }

  /** Tokens need no base, since the server's follow its clock. */
  @Override
  public CompletionStage<History> history() {
    return connection.ask("HISTORY").thenApply(answer -> new History(answer.split(" ", -1)[1], 0));
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

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
