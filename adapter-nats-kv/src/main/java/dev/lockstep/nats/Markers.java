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

  /**
   * One of them.
   *
   * @param sequence which it has
   * @param until it stands at most
   * @param shared whether the last look found another one than was known
   */
  private record Marker(long sequence, long until, boolean shared) {}

  /** One was left there, and stands that long from now at most. */
  void left(Key key, long sequence, Duration life) {
    last.put(
        key,
        marker(sequence, life, false),
        (before, now) ->
            before.sequence > now.sequence
                ? before
                : new Marker(now.sequence, now.until, before.shared));
  }

  /** A look found one there. */
  void found(Key key, long sequence, Duration life) {
    last.put(
        key,
        marker(sequence, life, true),
        (before, now) ->
            before.sequence > now.sequence
                ? before
                : new Marker(now.sequence, now.until, before.sequence != now.sequence));
  }

  private Marker marker(long sequence, Duration life, boolean shared) {
    return new Marker(sequence, ticker.nanos() + life.toNanos(), shared);
  }

  /** Whether others use that key too, so that it is better to look first. */
  boolean isShared(Key key) {
    return last.get(key).filter(Marker::shared).isPresent();
  }

  /** A record stands there, or nothing. */
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
