package dev.lockstep.engine.driver;

import dev.lockstep.LockstepException;
import dev.lockstep.spi.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The queues of all keys that are in use in a kit. Stepped under the lock. */
final class Queues {
  private final Kernel kernel;
  private final Sessions sessions;
  private final Roster roster;
  private final Map<Key, KeyQueue> byKey = new LinkedHashMap<>();

  Queues(Kernel kernel, Sessions sessions, Roster roster) {
    this.kernel = kernel;
    this.sessions = sessions;
    this.roster = roster;
  }

  KeyQueue of(Key key) {
    return byKey.computeIfAbsent(
        key, k -> new KeyQueue(kernel, sessions, roster, k, unused -> byKey.remove(k, unused)));
  }

  /**
   * Takes a waiter out of its queue, if there still is one; completes when nothing is left of what
   * was on its way for it.
   */
  CompletableFuture<Void> withdraw(Key key, Waiter waiter) {
    KeyQueue queue = byKey.get(key);
    return queue == null ? CompletableFuture.completedFuture(null) : queue.withdraw(waiter);
  }

  void failAll(LockstepException error) {
    List.copyOf(byKey.values()).forEach(queue -> queue.failAll(error));
  }

  /** How many keys are in use (X5). */
  int size() {
    return byKey.size();
  }
}
