package dev.lockstep.simulation;

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
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server as one machine reaches it: every request and every reply goes through its weather. */
final class SimStore implements LeaseStore {
  private final World world;
  private final Machine machine;
  private final Weather weather;
  private final LeaseStore server;
  private final List<Registration> watches = new ArrayList<>();
  private @Nullable Key behind;
  private Optional<Entry> before = Optional.empty();
  private boolean closed;

  SimStore(World world, Machine machine, Weather weather, LeaseStore server) {
    this.world = world;
    this.machine = machine;
    this.weather = weather;
    this.server = server;
  }

  @Override
  public Traits traits() {
    return server.traits();
  }

  @Override
  public String endpoint() {
    return server.endpoint();
  }

  @Override
  public CompletionStage<Session> open(Duration ttl) {
    return read("open " + ttl.toMillis() + " ms", () -> server.open(ttl));
  }

  @Override
  public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
    List<Entry> sent = List.copyOf(held);
    weather.renewing(session.validity().toNanos());
    return carry(
        "renew " + sent.stream().map(entry -> entry.key().path()).toList(),
        true,
        true,
        () -> server.renew(session, sent),
        Renewal.Unknown::new);
  }

  @Override
  public CompletionStage<Set<Key>> audit(Session session) {
    return this.<Set<Key>>read(
        "audit",
        () ->
            server
                .audit(session)
                .thenApply(
                    keys -> {
                      // The sets of the JDK iterate in another order in every JVM.
                      TreeMap<String, Key> sorted = new TreeMap<>();
                      keys.forEach(key -> sorted.put(key.path(), key));
                      return new LinkedHashSet<>(sorted.values());
                    }));
  }

  @Override
  public CompletionStage<Void> end(Session session) {
    return read("end", () -> server.end(session));
  }

  @Override
  public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    return write(
        "grant " + key.path() + " to " + brief(term), () -> server.grant(key, term, body, session));
  }

  @Override
  public CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    return write(
        "regrant " + key.path() + " from " + brief(from) + " to " + brief(term),
        () -> server.regrant(key, from, version, term, body, session));
  }

  @Override
  public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return write(
        "rewrite " + key.path() + " of " + brief(term),
        () -> server.rewrite(key, term, version, body));
  }

  @Override
  public CompletionStage<Outcome> release(Key key, UUID term, long version) {
    return write(
        "release " + key.path() + " of " + brief(term), () -> server.release(key, term, version));
  }

  @Override
  public CompletionStage<Optional<Entry>> get(Key key) {
    return read("get " + key.path(), () -> key.equals(behind) ? past() : server.get(key));
  }

  /** A follower that is behind answers the next reading of that key with what was there before. */
  void nextReadingIs(Key key, Optional<Entry> past) {
    behind = key;
    before = past;
  }

  private CompletionStage<Optional<Entry>> past() {
    behind = null;
    return CompletableFuture.completedFuture(before);
  }

  /** Whether that reading was asked for. */
  boolean hasReadThat() {
    return behind == null;
  }

  @Override
  public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
    return read("list " + kind + ' ' + domain, () -> server.list(kind, domain, cursor));
  }

  @Override
  public CompletionStage<List<String>> keys(String kind, String domain) {
    return read("keys " + kind + ' ' + domain, () -> server.keys(kind, domain));
  }

  @Override
  public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    return this.<Registration>read(
        "watch " + key.path(),
        () ->
            server
                .watch(key, about -> hinted(hint, about))
                .thenApply(
                    listening -> {
                      if (closed || !machine.isAlive()) {
                        listening.close();
                      } else {
                        watches.add(listening);
                      }
                      return listening;
                    }));
  }

  private void hinted(Consumer<Optional<Key>> hint, Optional<Key> about) {
    for (long delay : weather.hints()) {
      machine.after(delay, () -> hint.accept(about));
    }
  }

  @Override
  public CompletionStage<History> history() {
    return read("history", server::history);
  }

  @Override
  public CompletionStage<History> raiseBase(long atLeast) {
    return read("raise base to " + atLeast, () -> server.raiseBase(atLeast));
  }

  @Override
  public void close() {
    hangUp();
    closed = true;
  }

  /** What the server notices of the end of a connection: nobody listens any more. */
  void hangUp() {
    watches.forEach(Registration::close);
    watches.clear();
  }

  private CompletionStage<Outcome> write(String what, Supplier<CompletionStage<Outcome>> send) {
    return carry(what, false, true, send, Outcome.Unknown::new);
  }

  private <T> CompletionStage<T> read(String what, Supplier<CompletionStage<T>> send) {
    return carry(what, false, false, send, null);
  }

  private <T> CompletionStage<T> carry(
      String what,
      boolean renewal,
      boolean write,
      Supplier<CompletionStage<T>> send,
      @Nullable Function<Throwable, T> unknown) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (closed) {
      lost(what, answer, unknown);
      return answer;
    }
    Weather.Passage passage = weather.passage(renewal, write);
    world.note(machine.name(), what);
    boolean first = true;
    for (long delay : passage.arrivals()) {
      long back = first ? passage.reply() : -1;
      first = false;
      world.after(delay, () -> arrive(what, send, back, answer));
    }
    if (passage.unknownAfter() >= 0) {
      machine.after(passage.unknownAfter(), () -> lost(what, answer, unknown));
    }
    return answer;
  }

  private <T> void arrive(
      String what, Supplier<CompletionStage<T>> send, long back, CompletableFuture<T> answer) {
    CompletionStage<T> stage = send.get();
    stage.whenComplete(
        (value, error) -> {
          world.note("server", "to " + machine.name() + ": " + what + " -> " + said(value, error));
          if (back >= 0 && !weather.isCut()) {
            machine.after(back, () -> complete(answer, value, error));
          }
        });
  }

  private static <T> void complete(
      CompletableFuture<T> answer, @Nullable T value, @Nullable Throwable error) {
    if (error == null) {
      answer.complete(value);
    } else {
      Throwable cause = error.getCause();
      boolean wrapped = error instanceof java.util.concurrent.CompletionException;
      answer.completeExceptionally(wrapped && cause != null ? cause : error);
    }
  }

  private <T> void lost(
      String what, CompletableFuture<T> answer, @Nullable Function<Throwable, T> unknown) {
    BackendUnavailableException cause =
        new BackendUnavailableException("the connection broke: " + what, null, endpoint(), null);
    if (unknown == null) {
      answer.completeExceptionally(cause);
    } else {
      answer.complete(unknown.apply(cause));
    }
  }

  private static String said(@Nullable Object value, @Nullable Throwable error) {
    if (error != null) {
      return "error";
    }
    if (value instanceof Outcome.Done done) {
      return "done, token " + done.token();
    }
    if (value instanceof Outcome.Refused refused) {
      return "refused, "
          + refused.standing().map(e -> "there is " + brief(e.term())).orElse("nothing is there");
    }
    if (value instanceof Renewal.Alive alive) {
      return "alive, gone " + alive.gone().stream().map(Key::path).sorted().toList();
    }
    if (value instanceof Renewal.Gone) {
      return "gone";
    }
    if (value instanceof Optional<?> found) {
      return found.isPresent() ? "found" : "nothing";
    }
    return value instanceof Outcome.Unknown ? "unknown" : "ok";
  }

  private static String brief(UUID term) {
    return term.toString().substring(0, 8);
  }
}
