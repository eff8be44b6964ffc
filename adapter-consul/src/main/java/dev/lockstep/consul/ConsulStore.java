package dev.lockstep.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The port on Consul: one transaction per step, in one round trip. Thread-safe; no call blocks but
 * {@link #close}.
 */
final class ConsulStore implements LeaseStore {
  private final Connection connection;
  private final ConsulTraits traits;
  private final TokenBase base;
  private final Faults faults;
  private final Records records;
  private final Listing listing;
  private final Hints hints;
  private final Set<String> sessions = ConcurrentHashMap.newKeySet();

  ConsulStore(
      Connection connection, Layout layout, ConsulTraits traits, TokenBase base, Faults faults) {
    this.connection = connection;
    this.traits = traits;
    this.base = base;
    this.faults = faults;
    this.records = new Records(connection.agent(), layout, base, faults.endpoint());
    this.listing = new Listing(connection.agent(), layout, records);
    this.hints = new Hints(connection.agent(), layout, connection.watching(), sessions::contains);
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public String endpoint() {
    return faults.endpoint();
  }

  /** A session that no check of a node or a service ends, and that delays nobody when it ends. */
  @Override
  public CompletionStage<Session> open(Duration ttl) {
    Duration validity = traits.validity(ttl);
    JsonObject wanted = new JsonObject();
    wanted.addProperty("Name", "lockstep");
    wanted.addProperty("TTL", validity.toMillis() + "ms");
    wanted.addProperty("Behavior", "delete");
    wanted.addProperty("LockDelay", "0s");
    wanted.add("NodeChecks", new JsonArray());
    wanted.add("Checks", new JsonArray());
    return asked(
        "opening a session",
        null,
        () -> {
          Agent.Answer answer = connection.agent().put("/v1/session/create", wanted.toString());
          String id =
              JsonParser.parseString(answer.body()).getAsJsonObject().get("ID").getAsString();
          sessions.add(id);
          return ConsulSession.opened(id, ttl, validity);
        });
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    String path = "/v1/session/renew/" + ConsulSession.idOf(session);
    return connection
        .renew(() -> connection.agent().put(path, ""))
        .handle(
            (answer, error) -> {
              if (error != null) {
                return new Renewal.Unknown(faults.of(error, "renewal", null));
              }
              if (answer.isFound()) {
                return new Renewal.Alive(Set.of(), Map.of());
              }
              ended(session);
              return new Renewal.Gone();
            });
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return asked(
        "auditing a session",
        null,
        () -> session instanceof ConsulSession own ? listing.on(own) : Set.of());
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    ended(session);
    String path = "/v1/session/destroy/" + ConsulSession.idOf(session);
    return asked("ending a session", null, () -> connection.agent().put(path, ""))
        .thenApply(answer -> null);
  }

  private void ended(Session session) {
    sessions.remove(ConsulSession.idOf(session));
    records.ended(session);
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return written("grant", key, () -> records.grant(key, term, body, session));
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return written(
        "hand-over", key, () -> records.regrant(key, from, version, term, body, session));
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return written("rewrite", key, () -> records.rewrite(key, term, version, body));
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return written(
        "release",
        key,
        () -> {
          Outcome outcome = records.release(key, term);
          hints.released(key);
          return outcome;
        });
  }

  private CompletionStage<Outcome> written(String doing, Key key, Supplier<Outcome> write) {
    return connection.ask(write).exceptionally(error -> faults.unknown(error, doing, key));
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return asked("reading", key.path(), () -> records.get(key));
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    return asked("listing", kind + "/" + domain, () -> listing.all(kind, domain));
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return asked("listing", kind + "/" + domain, () -> listing.names(kind, domain));
  }

  @Override
  public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    return faults.named(hints.watch(key, hint), "watching", key.path());
  }

  @Override
  public CompletionStage<History> history() {
    return asked("reading the history", null, () -> base.read().history());
  }

  @Override
  public CompletionStage<History> raiseBase(long atLeast) {
    return asked("raising the token base", null, () -> base.raise(atLeast).history());
  }

  private <T> CompletionStage<T> asked(String doing, @Nullable String key, Supplier<T> question) {
    return faults.named(connection.ask(question), doing, key);
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(connection.http())
        ? Optional.of(type.cast(connection.http()))
        : Optional.empty();
  }

  @Override
  public void close() {
    hints.close();
    connection.close();
  }
}
