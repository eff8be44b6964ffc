package dev.lockstep.engine.core;

import dev.lockstep.spi.Session;

/**
 * The five decisions on which exclusion hangs, in one place. The suite replaces them one by one
 * with wrong ones and must notice each time (S2).
 */
public class Law {
  /** The law that ships. */
  public static final Law STANDARD = new Law();

  /** For the law, and for its mutants. */
  protected Law() {}

  /** From when a confirmation counts: before its request was sent, never from the answer (L1). */
  public Moment countsFrom(Moment sent, Moment answered) {
    return sent;
  }

  /** Whether the sending before the confirmed one counts: behind a follower that may be cut off. */
  public boolean countsFromPrevious(Session.Basis basis) {
    return basis == Session.Basis.PREVIOUS_SEND;
  }

  /**
   * Whether a grant restarts the time to live: only where each record has its own; joining a
   * session restarts nothing (L1).
   */
  public boolean grantRestarts(Session.Scope scope) {
    return scope == Session.Scope.RECORD;
  }

  /** Whether a confirmation may bring back what its deadline has ended: never (L4, L8). */
  public boolean lateConfirmationRevives() {
    return false;
  }

  /** The token of a term that got the record from another of the same kit: a new one (F1). */
  public long tokenAfterHandOver(long before, long granted) {
    return granted;
  }
}
