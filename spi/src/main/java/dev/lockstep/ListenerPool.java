package dev.lockstep;

import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Ticker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where code of users runs (L5). Two threads serve an unbounded queue; whenever nothing was
 * finished for 50 ms though somebody waits, one more thread starts: listeners that block, also on
 * one another, starve nobody, and ten thousand quick ones need no more than two threads. Idle
 * threads end after a second.
 */
final class ListenerPool implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ListenerPool.class);

  private static final int THREADS = 2;
  private static final long STALL = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long IDLE = TimeUnit.SECONDS.toNanos(1);
  private static final long GRACE = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final Ticker ticker;
  private final Scheduler scheduler;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition queued = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private final Set<Thread> workers = new HashSet<>();
  private final Set<Thread> busy = new HashSet<>();
  private long started;
  private long progress;
  private boolean watched;
  private boolean closed;
  private boolean hurried;

  ListenerPool(String name, Ticker ticker, Scheduler scheduler) {
    this.name = name;
    this.ticker = ticker;
    this.scheduler = scheduler;
  }

  /**
   * Runs the task soon, also after {@link #close()}: whoever waits for it must not wait for ever.
   */
  @Override
  public void execute(Runnable task) {
    lock.lock();
    try {
      if (queue.isEmpty()) {
        progress = ticker.nanos();
      }
      queue.add(task);
      boolean allBusy = busy.size() + queue.size() > workers.size();
      if (allBusy && (workers.size() < THREADS || closed)) {
        startWorker();
      } else {
        queued.signal();
      }
      watch();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits a second for what is queued and running, then interrupts what still runs; what still
   * waits runs interrupted.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      queued.signalAll();
      awaitDrained();
      hurried = true;
      Thread self = Thread.currentThread();
      busy.stream().filter(worker -> !worker.equals(self)).forEach(Thread::interrupt);
      awaitDrained();
    } finally {
      lock.unlock();
    }
  }

  private void awaitDrained() {
    long left = GRACE;
    // A listener may close its kit, and must not wait for itself.
    int own = busy.contains(Thread.currentThread()) ? 1 : 0;
    try {
      while (busy.size() + queue.size() > own && left > 0) {
        left = drained.awaitNanos(left);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many threads there are now. */
  int size() {
    lock.lock();
    try {
      return workers.size();
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    if (!watched && !queue.isEmpty() && !closed) {
      watched = true;
      scheduler.schedule(STALL, this::look);
    }
  }

  private void look() {
    lock.lock();
    try {
      watched = false;
      if (!queue.isEmpty() && ticker.nanos() - progress >= STALL) {
        progress = ticker.nanos();
        startWorker();
      }
      watch();
    } finally {
      lock.unlock();
    }
  }

  private void startWorker() {
    Thread worker = new Thread(this::work, name + ++started);
    worker.setDaemon(true);
    workers.add(worker);
    try {
      worker.start();
    } catch (OutOfMemoryError noThread) {
      workers.remove(worker);
      log.error("no thread could be started for listeners; {} of them wait", queue.size());
    }
  }

  private void work() {
    Runnable task = next(false);
    while (task != null) {
      try {
        task.run();
      } catch (Throwable broken) {
        log.warn("a listener failed", broken);
      }
      task = next(true);
    }
  }

  private @Nullable Runnable next(boolean afterOne) {
    Thread self = Thread.currentThread();
    lock.lock();
    try {
      if (afterOne) {
        busy.remove(self);
        progress = ticker.nanos();
      }
      Runnable task = awaitTask();
      if (task == null) {
        workers.remove(self);
      } else {
        busy.add(self);
        if (hurried) {
          self.interrupt();
        }
      }
      drained.signalAll();
      return task;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Runnable awaitTask() {
    // An interrupt was meant for the listener before.
    Thread.interrupted();
    long left = IDLE;
    while (queue.isEmpty() && left > 0 && !closed) {
      try {
        left = queued.awaitNanos(left);
      } catch (InterruptedException spurious) {
        left = IDLE;
      }
    }
    return queue.poll();
  }
}
