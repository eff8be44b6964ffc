package dev.lockstep.engine.driver;

import java.util.concurrent.CompletableFuture;

/** Who decides what becomes of a record whose term was given up. Stepped under the lock. */
interface TermOwner {
  /**
   * The term was given up by its holder: delete its record, or hand it over; then settle the term
   * and the promise.
   */
  void givenUp(Term term, CompletableFuture<Void> promise);

  /** The term was lost. */
  void lost(Term term);
}
