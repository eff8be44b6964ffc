package dev.lockstep.consul;

import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Blocking queries, one for each key or domain that somebody waits for. Each holds a thread and a
 * connection, of which an agent gives an address no more than 200: so there are few at once, and
 * who comes when all are taken is told to look at his turn, and until then does by himself.
 * Thread-safe.
 */
final class Hints implements AutoCloseable {
  /** The most blocking queries at once. */
  static final int MOST = 32;

  /** How long the agent holds a query when nothing happens: bounds how long a dead one is kept. */
  private static final Duration HELD = Duration.ofSeconds(30);

  /** Beyond it: the agent spreads the ends by a sixteenth. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  private static final long PAUSE_AFTER_FAILURE_MILLIS = 250;

  /** What changes all the time without anybody's concern is asked for so often at most. */
  private static final long LONGEST_PAUSE_MILLIS = 16;

  /** What of our own stands is asked for so often: of its release we know ourselves. */
  private static final long PAUSE_OF_OUR_OWN_MILLIS = 500;

  private final Agent agent;
  private final Layout layout;
  private final Workers threads;
  private final Predicate<String> ours;
  private final Set<Listening> open = ConcurrentHashMap.newKeySet();

  /**
   * Nobody listens yet.
   *
   * @param ours whether a session is of this store
   */
  Hints(Agent agent, Layout layout, Workers threads, Predicate<String> ours) {
    this.agent = agent;
    this.layout = layout;
    this.threads = threads;
    this.ours = ours;
  }

  CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    Listening listening = new Listening(key, hint);
    open.add(listening);
    if (threads.isBusy()) {
      listening.begun.complete(listening);
    }
    threads.run(listening);
    return listening.begun;
  }

  /** This store released that: who waits for it need not wait for the pause. */
  void released(Key key) {
    open.stream()
        .filter(listening -> listening.key.equals(key))
        .forEach(listening -> listening.wake.release());
  }

  @Override
  public void close() {
    open.forEach(Listening::close);
    threads.close();
  }

  /**
   * What stood when somebody looked: of one key the index of its record and its session, of a
   * domain the keys.
   */
  private record Seen(long index, String session, List<String> keys) {
    boolean isFree() {
      return index == 0;
    }
  }

  /** Asks again and again, until nobody listens any more. */
  private final class Listening implements Registration, Runnable {
    final CompletableFuture<Registration> begun = new CompletableFuture<>();
    private final Key key;
    private final boolean one;
    private final Consumer<Optional<Key>> hint;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closed;
    private volatile Agent.@Nullable Question asking;
    private int unconcerned;

    Listening(Key key, Consumer<Optional<Key>> hint) {
      this.key = key;
      this.one = !key.name().isEmpty();
      this.hint = hint;
    }

    @Override
    public void run() {
      long index = 0;
      Seen before = null;
      while (!closed) {
        try {
          wake.drainPermits();
          Agent.Answer answer = ask(index);
          Seen now = seen(answer);
          if (before == null) {
            begin();
          } else if (concerns(before, now)) {
            unconcerned = 0;
            tell();
          } else if (answer.index() == index) {
            unconcerned = 0;
          } else {
            pause(Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(unconcerned++, 10)));
          }
          if (ours.test(now.session())) {
            pause(PAUSE_OF_OUR_OWN_MILLIS);
          }
          before = now;
          // An index that went back, or is none, is of another life of the data.
          index = answer.index() < Math.max(1, index) ? 0 : answer.index();
        } catch (RuntimeException failed) {
          if (begun.completeExceptionally(failed)) {
            close();
          }
          before = null;
          index = 0;
          pause(PAUSE_AFTER_FAILURE_MILLIS);
        }
      }
    }

    private Agent.Answer ask(long index) {
      Agent.Question question = agent.question(HELD.plus(SLACK));
      asking = question;
      if (closed) {
        question.end();
      }
      String path = one ? layout.key(key) : layout.prefix(key.kind(), key.domain());
      List<String> how = new ArrayList<>();
      if (!one) {
        how.add("keys");
      }
      if (index > 0) {
        how.add("index=" + index);
        how.add("wait=" + HELD.toSeconds() + "s");
      }
      return question.get("/v1/kv/" + path, how.toArray(String[]::new));
    }

    private Seen seen(Agent.Answer answer) {
      if (!one) {
        return new Seen(0, ConsulSession.NONE, Stored.keysIn(answer));
      }
      return Stored.in(answer).stream()
          .findFirst()
          .map(stored -> new Seen(stored.index(), stored.session(), List.of()))
          .orElse(new Seen(0, ConsulSession.NONE, List.of()));
    }

    /** Nobody waits for a lock to be taken; of leaders and domains all is observed. */
    private boolean concerns(Seen before, Seen now) {
      return !before.equals(now) && (!key.kind().equals("mutex") || !one || now.isFree());
    }

    /** What happened before it began, or while it was broken, was not heard. */
    private void begin() {
      if (!begun.complete(this)) {
        hint.accept(Optional.empty());
      }
    }

    private void tell() {
      if (!closed) {
        hint.accept(one ? Optional.of(key) : Optional.empty());
      }
    }

    private void pause(long millis) {
      try {
        var unused = wake.tryAcquire(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException ending) {
        close();
      }
    }

    @Override
    public void close() {
      closed = true;
      wake.release();
      open.remove(this);
      Agent.Question now = asking;
      if (now != null) {
        now.end();
      }
    }
  }
}
