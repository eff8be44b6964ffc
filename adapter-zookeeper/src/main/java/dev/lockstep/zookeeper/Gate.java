package dev.lockstep.zookeeper;

import dev.lockstep.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what is asked of a handle while it has no connection. The client would keep it for as
 * long as one attempt to connect lasts, and send it then: a grant that was given up long before
 * would still be carried out (E9). Questions pass in the order in which they came. Thread-safe.
 */
final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final Scheduler scheduler;
  private final Duration patience;
  private volatile boolean open;

  /**
   * Shut.
   *
   * @param patience how long a question waits for a connection
   */
  Gate(Scheduler scheduler, Duration patience) {
    this.scheduler = scheduler;
    this.patience = patience;
  }

  /** A question before the gate. */
  private final class Waiting {
    final Runnable ask;
    final Runnable refuse;
    final Scheduler.Timer timer;

    Waiting(Runnable ask, Runnable refuse) {
      this.ask = ask;
      this.refuse = refuse;
      this.timer = scheduler.schedule(patience.toNanos(), this::giveUp);
    }

    private void giveUp() {
      if (left(this)) {
        refuse.run();
      }
    }

    void refuseNow() {
      timer.cancel();
      refuse.run();
    }
  }

  /**
   * Asks now or once there is a connection; or refuses, after which it is never asked.
   *
   * @param refuse run by the thread of a timer, or of the client when it fails to connect
   */
  void pass(Runnable ask, Runnable refuse) {
    if (open || !waits(ask, refuse)) {
      ask.run();
    }
  }

  private boolean waits(Runnable ask, Runnable refuse) {
    lock.lock();
    try {
      return !open && waiting.add(new Waiting(ask, refuse));
    } finally {
      lock.unlock();
    }
  }

  private boolean left(Waiting one) {
    lock.lock();
    try {
      return waiting.remove(one);
    } finally {
      lock.unlock();
    }
  }

  /** There is a connection, or never will be one: then the client itself says so at once. */
  void open() {
    for (Waiting next = next(); next != null; next = next()) {
      next.timer.cancel();
      next.ask.run();
    }
  }

  /** The next to go; where there is none, the gate opens in the same step. */
  private @Nullable Waiting next() {
    lock.lock();
    try {
      Waiting next = waiting.poll();
      open = next == null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** There is none; what waited for the attempt before this one waited in vain. */
  void shut() {
    List<Waiting> inVain;
    lock.lock();
    try {
      open = false;
      inVain = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    inVain.forEach(Waiting::refuseNow);
  }
}
