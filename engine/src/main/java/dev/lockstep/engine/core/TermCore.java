package dev.lockstep.engine.core;

import dev.lockstep.EndCause;
import org.jspecify.annotations.Nullable;

/**
 * One term on a session: held, ending, ended. It ends once, and nothing brings it back (L4, L5).
 *
 * <p>{@code isHeld = held and now < min(deadline of the session, the term's own end)}
 */
public final class TermCore {
  /** Where a term stands. */
  public enum State {
    /** Granted, and not yet given up. */
    HELD,
    /** Given up here; the backend is being told, or a minimum hold runs. */
    ENDING,
    /** Over. */
    ENDED
  }

  private final SessionCore session;
  private final @Nullable Deadline ownEnd;
  private volatile State state = State.HELD;
  private volatile boolean seenOwnEnd;

  /**
   * A term that was granted.
   *
   * @param ownEnd an end that no renewal moves: of a fixed lease (M9) or the longest hold (M15)
   */
  public TermCore(SessionCore session, @Nullable Deadline ownEnd) {
    this.session = session;
    this.ownEnd = ownEnd;
  }

  /** Whether it is certainly held at that time. May be called without the lock (L2). */
  public boolean isHeld(long nowNanos, long nowWallMillis) {
    return state == State.HELD
        && session.isAlive(nowNanos, nowWallMillis)
        && !isPastOwnEnd(nowNanos, nowWallMillis);
  }

  /** Once past stays past, also if the wall clock is set back (L4). */
  private boolean isPastOwnEnd(long nowNanos, long nowWallMillis) {
    if (!seenOwnEnd && ownEnd != null && ownEnd.isPast(nowNanos, nowWallMillis)) {
      seenOwnEnd = true;
    }
    return seenOwnEnd;
  }

  /**
   * Nanoseconds until the local deadline; zero if it is not held. May be called without the lock.
   */
  public long left(Moment now) {
    Deadline deadline = session.deadline();
    if (deadline == null || !isHeld(now.nanos(), now.wallMillis())) {
      return 0;
    }
    return ownEnd == null ? deadline.left(now) : Math.min(deadline.left(now), ownEnd.left(now));
  }

  /** Begins to end it; false if it had begun. */
  public boolean startEnding() {
    if (state != State.HELD) {
      return false;
    }
    state = State.ENDING;
    return true;
  }

  /** Ends it; false if it had ended. */
  public boolean end() {
    if (state == State.ENDED) {
      return false;
    }
    state = State.ENDED;
    return true;
  }

  /** Where it stands. May be read without the lock. */
  public State state() {
    return state;
  }

  /** The session it lives on. */
  public SessionCore session() {
    return session;
  }

  /**
   * Why it is no longer held, at its deadline.
   *
   * @param lateNanos by how much later than due this was noticed: a process that ran notices at
   *     once
   */
  public EndCause lossAt(Moment now, long lateNanos) {
    if (ownEnd != null && ownEnd.isPast(now)) {
      return EndCause.FIXED_TIME_OVER;
    }
    Deadline deadline = session.deadline();
    boolean slept = deadline != null && deadline.isPastByWallOnly(now);
    return slept || lateNanos > 0 ? EndCause.SUSPENDED : EndCause.EXPIRED;
  }
}
