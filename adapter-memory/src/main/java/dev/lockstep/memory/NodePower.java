package dev.lockstep.memory;

import dev.lockstep.spi.Scheduler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node runs. All that a node does on its own or in answer to the world passes through
 * here: it happens while the node runs, waits while it is frozen, and never happens once it has
 * crashed. Thread-safe.
 */
final class NodePower {
  private enum State {
    ON,
    FROZEN,
    THAWING,
    OFF
  }

  private final Scheduler world;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Runnable> withheld = new ArrayDeque<>();
  private State state = State.ON;
  private long thaws;

  /** Powered on; the world's timers stop for no node. */
  NodePower(Scheduler world) {
    this.world = world;
  }

  /** Does it now on this thread, or later in order, or never. */
  void pass(Runnable deed) {
    if (mayHappenNow(deed)) {
      deed.run();
    }
  }

  void freeze() {
    lock.lock();
    try {
      if (state == State.ON || state == State.THAWING) {
        state = State.FROZEN;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Until all that was withheld has happened, what comes in queues up behind it, so that the order
   * stays.
   */
  void thaw() {
    lock.lock();
    try {
      if (state == State.FROZEN) {
        state = State.THAWING;
        thaws++;
        long thaw = thaws;
        world.schedule(0, () -> catchUp(thaw));
      }
    } finally {
      lock.unlock();
    }
  }

  void off() {
    lock.lock();
    try {
      state = State.OFF;
      withheld.clear();
    } finally {
      lock.unlock();
    }
  }

  private boolean mayHappenNow(Runnable deed) {
    lock.lock();
    try {
      if (state == State.FROZEN || state == State.THAWING) {
        withheld.add(deed);
      }
      return state == State.ON;
    } finally {
      lock.unlock();
    }
  }

  private void catchUp(long thaw) {
    Runnable next = nextWithheld(thaw);
    while (next != null) {
      next.run();
      next = nextWithheld(thaw);
    }
  }

  private @Nullable Runnable nextWithheld(long thaw) {
    lock.lock();
    try {
      if (state != State.THAWING || thaw != thaws) {
        return null;
      }
      if (withheld.isEmpty()) {
        state = State.ON;
      }
      return withheld.poll();
    } finally {
      lock.unlock();
    }
  }
}
