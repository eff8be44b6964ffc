package dev.lockstep.engine.driver;

import dev.lockstep.spi.Key;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The greatest token that this kit has seen of each of the keys it used last: if the backend issues
 * a smaller one, its data went back (F4). Stepped under the lock.
 */
final class TokenMemory {
  /** Enough for the keys that matter at a time, and too few to matter themselves (X5). */
  private static final int KEYS = 1024;

  private final Map<Key, Long> greatest =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
          return size() > KEYS;
        }
      };

  private long greatestOfAll;

  /** The greatest token of any key; 0 if none was seen. */
  long greatest() {
    return greatestOfAll;
  }

  /** The greatest token of that key; 0 if none is remembered. */
  long greatest(Key key) {
    return greatest.getOrDefault(key, 0L);
  }

  /** Takes a token in; false if it is not greater than every one seen before. */
  boolean rises(Key key, long token) {
    Long before = greatest.get(key);
    if (before != null && token <= before) {
      return false;
    }
    greatest.put(key, token);
    greatestOfAll = Math.max(greatestOfAll, token);
    return true;
  }
}
