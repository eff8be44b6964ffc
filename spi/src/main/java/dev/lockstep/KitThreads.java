package dev.lockstep;

import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Ticker;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one kit: its timer, and its pool for listeners, which has threads while there is
 * something to tell. An executor that the user gave comes first, and is never closed.
 */
final class KitThreads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KitThreads.class);

  private final TimerThread timer;
  private final ListenerPool pool;
  private final Executor listeners;

  private KitThreads(TimerThread timer, ListenerPool pool, Executor listeners) {
    this.timer = timer;
    this.pool = pool;
    this.listeners = listeners;
  }

  static KitThreads start(String nodeKey, Optional<Executor> given) {
    TimerThread timer = new TimerThread("lockstep-" + nodeKey + "-timer");
    ListenerPool pool =
        new ListenerPool("lockstep-" + nodeKey + "-listener-", Ticker.system(), timer);
    return new KitThreads(
        timer, pool, given.<Executor>map(own -> task -> run(task, own, pool)).orElse(pool));
  }

  /** Whoever waits for what is told here must not wait for ever because a queue was full (L5). */
  private static void run(Runnable task, Executor own, ListenerPool pool) {
    AtomicBoolean begun = new AtomicBoolean();
    try {
      own.execute(
          () -> {
            begun.set(true);
            task.run();
          });
    } catch (RejectedExecutionException refused) {
      if (begun.get()) {
        throw refused; // An executor that runs it at once told what the listener met.
      }
      log.warn(
          "the executor for listeners refused one, which runs on a thread of the kit instead: {}",
          refused.toString());
      pool.execute(task);
    }
  }

  Scheduler timer() {
    return timer;
  }

  Executor listeners() {
    return listeners;
  }

  /** Lets listeners end, for a second, and interrupts those that do not (C1). */
  @Override
  public void close() {
    pool.close();
    timer.close();
  }

  /** Starts the threads of a node. */
  @FunctionalInterface
  interface Start {
    KitThreads threads(String nodeKey, Optional<Executor> listeners);
  }
}
