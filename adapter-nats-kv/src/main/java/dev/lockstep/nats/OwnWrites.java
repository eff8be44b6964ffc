package dev.lockstep.nats;

import dev.lockstep.spi.Key;
import dev.lockstep.spi.Session;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How each term that this store has granted, or asked for, was last written. Renewals move the
 * sequence of a record, and only who knows it can write the next one at once. Thread-safe.
 */
final class OwnWrites {
  private final Map<UUID, Own> byTerm = new ConcurrentHashMap<>();

  /** Of records that stay: nobody says when one of these terms has ended. */
  private final Recent<UUID, Own> staying = new Recent<>();

  /**
   * A term of ours.
   *
   * @param term which
   * @param key where it stands
   * @param session where it lives
   * @param last its last write that was confirmed; nothing if none was
   */
  record Own(UUID term, Key key, Session session, @Nullable Write last) {}

  /**
   * A write that was confirmed.
   *
   * @param sequence that it got
   * @param version of the record since
   * @param token of its term
   * @param sent when, by {@link dev.lockstep.spi.Ticker#nanos()}; of renewals and grants, which
   *     begin its time anew
   */
  record Write(long sequence, long version, long token, long sent) {}

  /**
   * A grant is about to be sent: whether it is carried out or not, the term may stand. True if none
   * was sent before, and if it is a term that ends.
   */
  boolean asked(UUID term, Key key, Session session) {
    return session != Session.none()
        && byTerm.putIfAbsent(term, new Own(term, key, session, null)) == null;
  }

  /** Nobody waits for the grant of that term any more, as far as it is not granted yet. */
  void unwanted(UUID term) {
    byTerm.computeIfPresent(term, (same, own) -> own.last() == null ? null : own);
  }

  /** Whether it was asked for, and neither has ended nor is unwanted. */
  boolean isWanted(UUID term) {
    return byTerm.containsKey(term);
  }

  void written(UUID term, Key key, Session session, Write write) {
    Own own = new Own(term, key, session, write);
    if (session == Session.none()) {
      staying.put(term, own, (before, now) -> now);
    } else {
      byTerm.put(term, own);
    }
  }

  /** One moved that may have ended meanwhile. */
  void moved(UUID term, Key key, Session session, Write write) {
    if (of(term).isPresent()) {
      written(term, key, session, write);
    }
  }

  Optional<Write> lastWrite(UUID term) {
    return of(term).flatMap(own -> Optional.ofNullable(own.last()));
  }

  Optional<Own> of(UUID term) {
    return Optional.ofNullable(byTerm.get(term)).or(() -> staying.get(term));
  }

  void ended(UUID term) {
    byTerm.remove(term);
    staying.remove(term);
  }

  Stream<Own> on(Session session) {
    return byTerm.values().stream().filter(own -> own.session == session);
  }
}
