package dev.lockstep.nats;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Session;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read. Its sequence moves with every write, its version with all of them but
 * renewals, which carry it on in a header.
 *
 * @param key where it stands
 * @param envelope what stands there
 * @param sequence of the last write
 * @param version of the last write that was no renewal
 * @param ttl how long it stands after its last write; nothing if it stays
 * @param written when that was, by the server's clock
 */
record Stored(
    Key key, Envelope envelope, long sequence, long version, Duration ttl, Instant written) {
  static final String TTL = "Nats-TTL";
  static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence";
  static final String RENEWS = "Lockstep-Renews";
  private static final String OPERATION = "KV-Operation";
  private static final String REASON = "Nats-Marker-Reason";
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})s?");

  static Stored of(Key key, MessageInfo read, String endpoint) {
    Headers headers = read.getHeaders();
    String renews = headers == null ? null : headers.getLast(RENEWS);
    String ttl = headers == null ? null : headers.getLast(TTL);
    return new Stored(
        key,
        Envelope.decode(
            key.path(), endpoint, read.getData() == null ? new byte[0] : read.getData()),
        read.getSeq(),
        renews == null ? read.getSeq() : Long.parseLong(renews),
        seconds(ttl, Duration.ZERO),
        read.getTime() == null ? Instant.EPOCH : read.getTime().toInstant());
  }

  /** Whether that is no record but the trace of one that was released, deleted or has expired. */
  static boolean isMarker(@Nullable Headers headers) {
    return headers != null && (headers.containsKey(OPERATION) || headers.containsKey(REASON));
  }

  /** A write that is carried out only if the last one to the subject has that sequence. */
  static Headers expecting(long sequence, Duration ttl) {
    Headers headers = new Headers().put(EXPECTED, Long.toString(sequence));
    return ttl.isZero() ? headers : headers.put(TTL, Long.toString(ttl.toSeconds()));
  }

  /** A write that changes nothing but when the record ends. */
  static Headers renewing(long sequence, long version, Duration ttl) {
    return expecting(sequence, ttl).put(RENEWS, Long.toString(version));
  }

  /**
   * The write that releases a record. It wakes who watches, and goes by itself, but not before what
   * it stands for would have gone: a server that was killed brings back what stood before a message
   * that has expired (nats-server #8505). The reason keeps it from leaving a marker of the marker.
   *
   * @param ttl of the record; nothing if it was to stay, and then the marker stays
   */
  static Headers releasing(long sequence, Duration ttl) {
    return expecting(sequence, ttl).put(OPERATION, "DEL").put(REASON, "Remove");
  }

  /** How long a marker stands after it was written. */
  static Duration life(@Nullable Headers ofMarker) {
    return seconds(ofMarker == null ? null : ofMarker.getLast(TTL), Duration.ofSeconds(1));
  }

  /** The server's own markers say 1s; an operator may have written never. */
  private static Duration seconds(@Nullable String ttl, Duration otherwise) {
    Matcher seconds = SECONDS.matcher(ttl == null ? "" : ttl);
    return seconds.matches() ? Duration.ofSeconds(Long.parseLong(seconds.group(1))) : otherwise;
  }

  Entry entry() {
    return new Entry(
        key,
        envelope.term(),
        envelope.body(),
        version,
        token(),
        // The server's clock is not known well enough to say more.
        Optional.empty());
  }

  /** A renewal does not say at which version its term was granted: it names the token itself. */
  long token() {
    return envelope.token(version);
  }

  static Duration ttl(Session session) {
    return session == Session.none() ? Duration.ZERO : session.ttl();
  }
}
