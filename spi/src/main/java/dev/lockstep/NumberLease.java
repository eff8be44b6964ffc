package dev.lockstep;

import java.util.concurrent.CompletableFuture;

/**
 * A number in use, with a mark that stays with the number for whoever holds it next. Thread-safe.
 */
public interface NumberLease extends Lease {
  /** {@return the number, from 0 (N1)} */
  int number();

  /**
   * {@return the greatest mark known of this number: what earlier holders left, or this one raised,
   * as soon as the backend has confirmed it and not before; 0 if none}
   */
  long mark();

  /**
   * Raises the mark; once completed, no later holder reads less (G6). Fails with {@link
   * LeaseLostException} if another holder has taken the number over, with {@link
   * InvalidOptionException} if the mark would sink.
   *
   * @param mark the new mark, not below the present one
   * @return a future that completes once the backend has confirmed the mark
   */
  CompletableFuture<Void> raiseMark(long mark);
}
