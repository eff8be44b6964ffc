package dev.lockstep.nats;

import dev.lockstep.spi.Key;
import dev.lockstep.spi.Ticker;
import java.time.Duration;

/**
 * What released and expired records leave for a while, as far as it is known: who writes the key
 * next has to expect it. Thread-safe.
 */
final class Markers {
  private final Recent<Key, Marker> last = new Recent<>();

  private final Ticker ticker;

  Markers(Ticker ticker) {
    this.ticker = ticker;
  }

  private record Marker(long sequence, long until) {}

  /** One stands there, that long from now at most. */
  void left(Key key, long sequence, Duration life) {
    last.put(
        key,
        new Marker(sequence, ticker.nanos() + life.toNanos()),
        (before, now) -> before.sequence > now.sequence ? before : now);
  }

  /** A record stands there. */
  void none(Key key) {
    last.remove(key);
  }

  /** The sequence that a grant of that key should expect: that of a marker, or none. */
  long expected(Key key) {
    return last.get(key)
        .filter(marker -> ticker.nanos() - marker.until <= 0)
        .map(Marker::sequence)
        .orElse(0L);
  }

  /** Whether what stands there with that sequence is known to be a marker. */
  boolean isMarker(Key key, long sequence) {
    return last.get(key).filter(marker -> marker.sequence == sequence).isPresent();
  }
}
