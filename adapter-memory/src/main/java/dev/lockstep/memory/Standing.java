package dev.lockstep.memory;

import dev.lockstep.spi.Entry;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record as the server keeps it.
 *
 * @param tenure how long it stands; null if until it is deleted
 */
@SuppressWarnings("ArrayRecordComponent") // the body is passed on, never compared
record Standing(
    Place place, UUID term, byte[] body, long version, long token, @Nullable Tenure tenure) {
  Standing rewritten(byte[] newBody, long newVersion) {
    return new Standing(place, term, newBody, newVersion, token, tenure);
  }

  /** Until its tenure is over, and longer than anybody asks if it has none. */
  Duration left(long now) {
    return tenure == null || tenure.isForgotten()
        ? Duration.ofDays(1)
        : Duration.ofNanos(tenure.deadline() - now);
  }

  /** What a client is told: servers with sessions do not say how long a record will stand. */
  Entry entry(long now) {
    Optional<Duration> left =
        tenure == null || !tenure.ofOneRecord() || tenure.isForgotten()
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(Math.max(0, tenure.deadline() - now)));
    return new Entry(place.key(), term, body, version, token, left);
  }
}
