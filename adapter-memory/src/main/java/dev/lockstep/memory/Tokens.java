package dev.lockstep.memory;

import dev.lockstep.spi.Ticker;

/**
 * Fencing tokens: the wall clock in microseconds, or one more than the last. So they rise also over
 * the end of the server and of the JVM (F1, F4). Guarded by the server's lock.
 */
final class Tokens {
  private final Ticker ticker;
  private long last;

  Tokens(Ticker ticker, long floor) {
    this.ticker = ticker;
    this.last = floor;
  }

  long next() {
    last = Math.max(last + 1, ticker.wallMillis() * 1000);
    return last;
  }

  /** Every later token is greater than that. */
  void raise(long floor) {
    last = Math.max(last, floor);
  }

  long last() {
    return last;
  }
}
