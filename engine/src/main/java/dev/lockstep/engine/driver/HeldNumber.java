package dev.lockstep.engine.driver;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.NumberLease;
import java.util.concurrent.CompletableFuture;

/** A handle of a number's term. */
final class HeldNumber extends HeldLease implements NumberLease {
  private final int number;
  private final MarkRecord mark;

  HeldNumber(Kernel kernel, Term term, int number, MarkRecord mark) {
    super(kernel, term);
    this.number = number;
    this.mark = mark;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public long mark() {
    return mark.value();
  }

  @Override
  public CompletableFuture<Void> raiseMark(long to) {
    long now = mark.value();
    if (to < now) {
      throw new InvalidOptionException(
          "the mark of " + key() + " is " + now + " and cannot sink to " + to, key(), null, null);
    }
    CompletableFuture<Void> promise = kernel().promise();
    kernel().turn(() -> mark.raise(to, promise));
    return Waits.handed(kernel(), promise, () -> {}, nothing -> {});
  }
}
