package dev.lockstep.conformance.mutants;

import dev.lockstep.NumberLease;
import java.util.concurrent.CompletableFuture;

/** A number as sound as the one behind it; what is broken is overridden. */
class ForwardingNumber extends ForwardingLease implements NumberLease {
  private final NumberLease behind;

  ForwardingNumber(NumberLease sound) {
    super(sound);
    this.behind = sound;
  }

  @Override
  public int number() {
    return behind.number();
  }

  @Override
  public long mark() {
    return behind.mark();
  }

  @Override
  public CompletableFuture<Void> raiseMark(long mark) {
    return behind.raiseMark(mark);
  }
}
