package dev.lockstep.spi;

import dev.lockstep.Registration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Who wants hints about which keys: for adapters that hear of many on one connection. Thread-safe;
 * hints are given without any lock held.
 */
public final class Watchers {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, List<Watcher>> watchers = new HashMap<>();

  /** Nobody watches yet. */
  public Watchers() {}

  /** Compared by identity: the same key may be watched twice. */
  private static final class Watcher {
    final Consumer<Optional<Key>> hint;

    Watcher(Consumer<Optional<Key>> hint) {
      this.hint = hint;
    }
  }

  /**
   * Adds one.
   *
   * @param key without a name it stands for all of its domain; without a domain too, for all of its
   *     kind
   * @param hint what is called
   * @return what removes it
   */
  public Registration add(Key key, Consumer<Optional<Key>> hint) {
    Watcher watcher = new Watcher(hint);
    lock.lock();
    try {
      watchers.computeIfAbsent(key, k -> new ArrayList<>(1)).add(watcher);
    } finally {
      lock.unlock();
    }
    return () -> remove(key, watcher);
  }

  private void remove(Key key, Watcher watcher) {
    lock.lock();
    try {
      watchers.computeIfPresent(
          key,
          (k, list) -> {
            list.remove(watcher);
            return list.isEmpty() ? null : list;
          });
    } finally {
      lock.unlock();
    }
  }

  /** {@return whether nobody watches} */
  public boolean isEmpty() {
    lock.lock();
    try {
      return watchers.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Something happened at that key.
   *
   * @param key where it stands
   */
  public void tell(Key key) {
    List<Watcher> concerned = new ArrayList<>();
    lock.lock();
    try {
      concerned.addAll(watchers.getOrDefault(key, List.of()));
      concerned.addAll(watchers.getOrDefault(new Key(key.kind(), key.domain(), ""), List.of()));
      if (!key.domain().isEmpty()) {
        concerned.addAll(watchers.getOrDefault(new Key(key.kind(), "", ""), List.of()));
      }
    } finally {
      lock.unlock();
    }
    concerned.forEach(watcher -> watcher.hint.accept(Optional.of(key)));
  }

  /** Hints may have been lost: everybody is to look again. */
  public void tellAll() {
    List<Watcher> all = new ArrayList<>();
    lock.lock();
    try {
      watchers.values().forEach(all::addAll);
    } finally {
      lock.unlock();
    }
    all.forEach(watcher -> watcher.hint.accept(Optional.empty()));
  }
}
