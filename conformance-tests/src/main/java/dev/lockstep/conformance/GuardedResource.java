package dev.lockstep.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a lock protects: with the guard it refuses every token smaller than the greatest it has
 * seen; without, it takes whatever comes. Thread-safe.
 */
final class GuardedResource {
  private final boolean guarded;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Long> written = new ArrayList<>();
  private long greatest;

  GuardedResource(boolean guarded) {
    this.guarded = guarded;
  }

  /** Writes for the holder of that token; false if it was refused. */
  boolean write(long token) {
    lock.lock();
    try {
      if (guarded && token < greatest) {
        return false;
      }
      greatest = Math.max(greatest, token);
      return written.add(token);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a write of a holder came after one of a later holder. */
  boolean wasOverwrittenByAnEarlierHolder() {
    lock.lock();
    try {
      for (int i = 1; i < written.size(); i++) {
        if (written.get(i) < written.get(i - 1)) {
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }
}
