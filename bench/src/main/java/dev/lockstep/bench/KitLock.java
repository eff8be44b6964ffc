package dev.lockstep.bench;

import dev.lockstep.DistributedMutex;

/** Lockstep takes and releases a lock that nobody else wants. */
record KitLock(DistributedMutex mutex) implements Subject {
  @Override
  public long operate() {
    long begun = System.nanoTime();
    mutex.lock().release();
    return System.nanoTime() - begun;
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
