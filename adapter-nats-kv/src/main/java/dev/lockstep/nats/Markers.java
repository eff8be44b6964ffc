package dev.lockstep.nats;

import dev.lockstep.spi.Key;
import dev.lockstep.spi.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * What released and expired records leave for a second, as far as it is known: who writes the key
 * next has to expect it. Thread-safe.
 */
final class Markers {
  private static final long LIFE = TimeUnit.SECONDS.toNanos(1);

  private final Recent<Key, Marker> last = new Recent<>();

  private final Ticker ticker;

  Markers(Ticker ticker) {
    this.ticker = ticker;
  }

  private record Marker(long sequence, long at) {}

  /** One was just left there. */
  void left(Key key, long sequence) {
    last.put(
        key,
        new Marker(sequence, ticker.nanos()),
        (before, now) -> before.sequence > now.sequence ? before : now);
  }

  /** The sequence that a grant of that key should expect: that of a marker, or none. */
  long expected(Key key) {
    return last.get(key)
        .filter(marker -> ticker.nanos() - marker.at <= LIFE)
        .map(Marker::sequence)
        .orElse(0L);
  }
}
