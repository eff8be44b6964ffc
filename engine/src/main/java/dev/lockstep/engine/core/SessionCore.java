package dev.lockstep.engine.core;

import dev.lockstep.spi.Session;
import org.jspecify.annotations.Nullable;

/**
 * Owns a deadline: the only thing that renewals lengthen. A session of the backend has one for all
 * its terms; where each record has a time to live of its own, each term has one.
 */
public final class SessionCore {
  private final Law law;
  private final long leastApart;
  private final long lifeNanos;
  private final boolean countsFromPrevious;
  private volatile @Nullable Deadline deadline;
  private volatile boolean seenPast;
  private @Nullable Confirmation confirmed;
  private @Nullable Confirmation basis;

  /** When it was sent, or what the law takes for that, and when its answer was here. */
  private record Confirmation(Moment from, Moment answered) {}

  /**
   * A session that nothing has confirmed yet.
   *
   * @param validityNanos V
   * @param marginNanos how long before the end of V a holder gives up
   * @param apartNanos where the sending before the last one counts, how long after its answer the
   *     last must have been sent, at least: so long that the follower in between has told the
   *     leader (H2). Two sendings that are apart may reach the follower together
   */
  public SessionCore(
      Law law, long validityNanos, long marginNanos, Session.Basis basis, long apartNanos) {
    this.law = law;
    this.leastApart = apartNanos;
    this.lifeNanos = validityNanos - marginNanos;
    this.countsFromPrevious = law.countsFromPrevious(basis);
  }

  /**
   * Takes a confirmation in: it never extends beyond its own sending plus V, and revives nothing
   * (L8).
   *
   * @param sent read before the request was sent
   * @param answered now
   * @return whether the session is alive
   */
  public boolean confirm(Moment sent, Moment answered) {
    Deadline before = deadline;
    if (before != null && (seenPast || before.isPast(answered)) && !law.lateConfirmationRevives()) {
      return false;
    }
    Moment from = law.countsFrom(sent, answered);
    Confirmation last = confirmed;
    if (last == null || lengthens(from, last)) {
      Confirmation now = new Confirmation(from, answered);
      basis = countsFromPrevious && last != null ? last : now;
      deadline = Deadline.after(basis.from(), lifeNanos);
      confirmed = now;
    }
    Deadline current = deadline;
    if (current != null && (last == null || from.since(last.from()) >= 0)) {
      // Also where it lengthens nothing: the wall clock may have been set back meanwhile (L9).
      deadline = current.butByWallNoLaterThan(Deadline.after(from, current.nanos() - from.nanos()));
    }
    return isAlive(answered.nanos(), answered.wallMillis());
  }

  private boolean lengthens(Moment from, Confirmation last) {
    return countsFromPrevious
        ? from.since(last.answered()) > leastApart
        : from.since(last.from()) > 0;
  }

  /**
   * Whether the deadline is ahead. Once somebody was told that it is not, that stays so, also if
   * the wall clock is set back meanwhile (L4). May be read without the lock.
   */
  public boolean isAlive(long nowNanos, long nowWallMillis) {
    Deadline current = deadline;
    if (current == null || seenPast) {
      return false;
    }
    if (current.isPast(nowNanos, nowWallMillis)) {
      seenPast = !law.lateConfirmationRevives();
      return false;
    }
    return true;
  }

  /** Whether it was confirmed once and is over. */
  public boolean isPast(Moment now) {
    return deadline != null && !isAlive(now.nanos(), now.wallMillis());
  }

  /**
   * When the last confirmation that counted was answered; null before the first. Where the sending
   * before the last one counts, what is sent too soon after it lengthens nothing.
   */
  public @Nullable Moment answered() {
    Confirmation last = confirmed;
    return last == null ? null : last.answered();
  }

  /**
   * Whether the deadline counts from that moment or later; where the sending before the last one
   * counts, from so little before that nothing sent in between could have counted.
   */
  public boolean countsFrom(Moment moment) {
    Confirmation from = basis;
    return from != null
        && (countsFromPrevious
            ? moment.since(from.answered()) <= leastApart
            : moment.since(from.from()) <= 0);
  }

  /** The deadline; null before the first confirmation. May be read without the lock. */
  public @Nullable Deadline deadline() {
    return deadline;
  }
}
