package dev.lockstep.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** Says whether a node may lead, as it is told to, and keeps when it was asked. Thread-safe. */
final class MayLead implements BooleanSupplier {
  private final List<Long> asked = new CopyOnWriteArrayList<>();
  private volatile boolean may;

  MayLead(boolean may) {
    this.may = may;
  }

  /** From now on that is the answer. */
  void say(boolean now) {
    may = now;
  }

  @Override
  public boolean getAsBoolean() {
    asked.add(System.nanoTime());
    return may;
  }

  /** How often it was asked so far. */
  int times() {
    return asked.size();
  }

  /** The longest time in which it was not asked, from the first time until now. */
  Duration longestSilence() {
    long longest = 0;
    long before = asked.get(0);
    for (long at : asked) {
      longest = Math.max(longest, at - before);
      before = Math.max(before, at);
    }
    return Duration.ofNanos(Math.max(longest, System.nanoTime() - before));
  }
}
