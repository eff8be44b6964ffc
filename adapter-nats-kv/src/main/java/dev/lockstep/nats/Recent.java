package dev.lockstep.nats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;

/**
 * What was used last of something that would otherwise grow with every name (X5). Thread-safe.
 *
 * @param <K> by what it is found
 * @param <V> what is known
 */
final class Recent<K, V> {
  /** Enough for what matters at a time, and too few to matter themselves. */
  private static final int MOST = 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<K, V> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
          return size() > MOST;
        }
      };

  void put(K key, V value, BinaryOperator<V> ofBeforeAndNow) {
    lock.lock();
    try {
      kept.merge(key, value, ofBeforeAndNow);
    } finally {
      lock.unlock();
    }
  }

  Optional<V> get(K key) {
    lock.lock();
    try {
      return Optional.ofNullable(kept.get(key));
    } finally {
      lock.unlock();
    }
  }

  void remove(K key) {
    lock.lock();
    try {
      kept.remove(key);
    } finally {
      lock.unlock();
    }
  }
}
