package dev.lockstep.engine.driver;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.engine.core.Law;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Scheduler.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every driver of a kit shares: the lock under which all state moves, the effects that leave
 * after each turn, clocks, timers and questions to the store.
 *
 * <p>A turn runs on whatever thread brings news: a caller, a timer, the client library. What it
 * wants to happen outside (requests, completions) it hands to {@link #afterwards}; that runs on the
 * same thread, in order, once the lock is free. No code of a user runs inside a turn.
 */
public final class Kernel {
  private static final Logger LOG = LoggerFactory.getLogger("dev.lockstep.engine");

  private final ReentrantLock lock = new ReentrantLock();
  private ArrayDeque<Runnable> effects = new ArrayDeque<>();
  private final AtomicConfig config;
  private final LeaseStore store;
  private final Law law;
  private final RandomGenerator random;
  private final Patience patience;
  private final Timeouts timeouts;
  private final TokenMemory tokens = new TokenMemory();
  private final HistoryWatch history = new HistoryWatch(this);
  private final AtomicLong calls = new AtomicLong();
  private final ConcurrentNavigableMap<Long, CompletableFuture<?>> underWay =
      new ConcurrentSkipListMap<>();
  private volatile boolean closed;
  private volatile boolean storeClosed;

  Kernel(LeaseStore store, AtomicConfig config, Law law, RandomGenerator random) {
    this.store = store;
    this.config = config;
    this.law = law;
    this.random = random;
    this.patience = new Patience(config.operationTimeout(), random);
    this.timeouts = new Timeouts(this);
  }

  LeaseStore store() {
    return store;
  }

  AtomicConfig config() {
    return config;
  }

  Law law() {
    return law;
  }

  Patience patience() {
    return patience;
  }

  TokenMemory tokens() {
    return tokens;
  }

  HistoryWatch history() {
    return history;
  }

  RandomGenerator random() {
    return random;
  }

  UUID newTerm() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  Moment now() {
    return new Moment(config.ticker().nanos(), config.ticker().wallMillis());
  }

  /** Whether the kit is closing, or closed. May be asked without the lock. */
  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }

  /** Closes the store: whatever is still to be asked has nobody to be asked of. */
  void closeStore() {
    storeClosed = true;
    store.close();
  }

  boolean isStoreClosed() {
    return storeClosed;
  }

  /** The answer to a call that is under way; a closing kit ends it (C1). */
  <T> CompletableFuture<T> promise() {
    CompletableFuture<T> promise = new CompletableFuture<>();
    long number = calls.incrementAndGet();
    underWay.put(number, promise);
    Waits.then(promise, (value, error) -> underWay.remove(number));
    return promise;
  }

  /** How many calls are under way (X5). */
  int calls() {
    return underWay.size();
  }

  /** Ends what is still under way when nothing will answer any more. */
  void endCalls() {
    underWay.values().forEach(promise -> promise.completeExceptionally(Failures.closed()));
  }

  /** Steps the state under the lock, then lets out what the step wanted to happen. */
  void turn(Runnable step) {
    if (lock.isHeldByCurrentThread()) {
      step.run();
      return;
    }
    ArrayDeque<Runnable> out;
    lock.lock();
    try {
      step.run();
      if (effects.isEmpty()) {
        return;
      }
      out = effects;
      effects = new ArrayDeque<>();
    } finally {
      lock.unlock();
    }
    for (Runnable effect : out) {
      guarded(effect);
    }
  }

  /** Steps the state under the lock and answers. */
  <T> T ask(Supplier<T> step) {
    Slot<T> slot = new Slot<>();
    turn(() -> slot.value = step.get());
    return slot.get();
  }

  private static final class Slot<T> {
    private @Nullable T value;

    private T get() {
      if (value == null) {
        throw new IllegalStateException("a turn left no answer");
      }
      return value;
    }
  }

  /** Lets this happen when the turn is over. Only inside a turn. */
  void afterwards(Runnable effect) {
    effects.add(effect);
  }

  /**
   * The same, ahead of all else that this turn lets happen: a call is answered before its listeners
   * are told, since one of them may close the kit.
   */
  void firstOfAll(Runnable effect) {
    effects.addFirst(effect);
  }

  /** Steps the state after so many nanoseconds. */
  Timer after(long nanos, Runnable step) {
    return config.scheduler().schedule(Math.max(0, nanos), () -> guarded(() -> turn(step)));
  }

  /** Lets code of a user run, on the listener executor. Only inside a turn. */
  void listen(Runnable listener) {
    afterwards(() -> config.listeners().execute(() -> guarded(listener)));
  }

  /** The same with several, one after the other: what one throws keeps none from running. */
  void listenInOrder(List<Runnable> listeners) {
    afterwards(() -> config.listeners().execute(() -> listeners.forEach(Kernel::guarded)));
  }

  /** Tells the observer; what it throws is logged and dropped. Only inside a turn. */
  void observe(Consumer<LockstepObserver> news) {
    if (config.observer() != LockstepObserver.none()) {
      afterwards(() -> news.accept(config.observer()));
    }
  }

  /** An operation begins; the span's end never throws. */
  LockstepObserver.Span begin(Operation.Type type, String key) {
    LockstepObserver observer = config.observer();
    if (observer == LockstepObserver.none()) {
      return error -> {};
    }
    try {
      LockstepObserver.Span span = observer.begin(new Operation(type, config.url().scheme(), key));
      return error -> guarded(() -> span.end(error));
    } catch (RuntimeException thrown) {
      LOG.warn("an observer threw", thrown);
      return error -> {};
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error thrown) {
      LOG.warn("a listener, an observer or an adapter threw; the engine goes on", thrown);
    }
  }

  /**
   * Asks the store when the turn is over, and steps the state with the answer, or with a failure
   * once the time is over. An answer that comes after that is handed in too, as late.
   */
  <T> void request(
      String what, String key, long timeout, Supplier<CompletionStage<T>> call, Answer<T> answer) {
    Question<T> question = new Question<>(what, key, answer);
    timeouts.watch(question, timeout);
    afterwards(
        () -> {
          LockstepObserver.Span span = begin(Operation.Type.REQUEST, key);
          CompletionStage<T> stage;
          try {
            stage = call.get();
          } catch (RuntimeException thrown) {
            span.end(Optional.of(thrown));
            turn(() -> question.answered(null, thrown));
            return;
          }
          Waits.then(
              stage,
              (value, error) -> {
                span.end(Optional.ofNullable(error));
                turn(() -> question.answered(value, error == null ? null : cause(error)));
              });
        });
  }

  /** As {@link #request}, for writes: every failure is {@link Outcome.Unknown}. */
  void write(
      String what,
      String key,
      long timeout,
      Supplier<CompletionStage<Outcome>> call,
      WriteAnswer answer) {
    this.<Outcome>request(
        what,
        key,
        timeout,
        call,
        (value, error, late) -> {
          if (value != null) {
            answer.on(value, late);
          } else if (error != null) {
            answer.on(new Outcome.Unknown(error), late);
          }
        });
  }

  /** Takes in the answer to a question; exactly one of value and error is there. */
  @FunctionalInterface
  interface Answer<T> {
    void on(@Nullable T value, @Nullable Throwable error, boolean late);
  }

  /** Takes in the answer to a write. */
  @FunctionalInterface
  interface WriteAnswer {
    void on(Outcome outcome, boolean late);
  }

  /** One question that is out. Stepped under the lock. */
  final class Question<T> implements Timeouts.Overdue {
    private final String what;
    private final String key;
    private @Nullable Answer<T> answer;
    private boolean overdue;

    Question(String what, String key, Answer<T> answer) {
      this.what = what;
      this.key = key;
      this.answer = answer;
    }

    void answered(@Nullable T value, @Nullable Throwable error) {
      if (Failures.isUnanswered(value, error)) {
        history.doubt();
      }
      Answer<T> waiting = answer;
      if (waiting != null) {
        answer = null;
        waiting.on(value, error, overdue);
      }
    }

    @Override
    public boolean isOver() {
      return answer == null || overdue;
    }

    @Override
    public void timeOver(long waited) {
      Answer<T> waiting = answer;
      if (waiting != null) {
        overdue = true;
        history.doubt();
        waiting.on(null, noAnswer(what, key, waited), false);
      }
    }
  }

  /** What a person is told that the backend is: its kind, and where it is. */
  private String backend() {
    String scheme = config.url().scheme();
    String endpoint = store.endpoint();
    return endpoint.startsWith(scheme + ":") ? endpoint : scheme + " at " + endpoint;
  }

  BackendUnavailableException noAnswer(String what, String key, long waited) {
    return new BackendUnavailableException(
        backend()
            + " did not answer within "
            + Duration.ofNanos(waited).toMillis()
            + " ms: "
            + what
            + (key.isEmpty() ? "" : " '" + key + "'")
            + ". Check that it runs and can be reached",
        key.isEmpty() ? null : key,
        store.endpoint(),
        new TimeoutException("no answer within " + Duration.ofNanos(waited).toMillis() + " ms"));
  }

  static Throwable cause(Throwable error) {
    Throwable current = error;
    while ((current instanceof CompletionException || current instanceof ExecutionException)
        && current.getCause() != null) {
      current = current.getCause();
    }
    return current;
  }
}
