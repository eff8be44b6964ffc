package dev.lockstep;

import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Ticker;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The threads of one kit: its timer, and its pool for listeners unless the user gave an executor,
 * which is never closed.
 */
final class KitThreads implements AutoCloseable {
  private final TimerThread timer;
  private final Optional<ListenerPool> pool;
  private final Executor listeners;

  private KitThreads(TimerThread timer, Optional<ListenerPool> pool, Executor listeners) {
    this.timer = timer;
    this.pool = pool;
    this.listeners = listeners;
  }

  static KitThreads start(String nodeKey, Optional<Executor> given) {
    TimerThread timer = new TimerThread("lockstep-" + nodeKey + "-timer");
    if (given.isPresent()) {
      return new KitThreads(timer, Optional.empty(), given.get());
    }
    ListenerPool pool =
        new ListenerPool("lockstep-" + nodeKey + "-listener-", Ticker.system(), timer);
    return new KitThreads(timer, Optional.of(pool), pool);
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
    pool.ifPresent(ListenerPool::close);
    timer.close();
  }

  /** Starts the threads of a node. */
  @FunctionalInterface
  interface Start {
    KitThreads threads(String nodeKey, Optional<Executor> listeners);
  }
}
