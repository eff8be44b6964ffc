package dev.lockstep.servers;

import java.time.Duration;

/** What happens to the bytes of one direction. */
record LaneRule(Mode mode, long delayNanos) {
  static final LaneRule PASS = new LaneRule(Mode.PASS, 0);
  static final LaneRule HOLD = new LaneRule(Mode.HOLD, 0);
  static final LaneRule DROP = new LaneRule(Mode.DROP, 0);

  enum Mode {
    PASS,
    HOLD,
    DROP
  }

  static LaneRule delayed(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("a delay cannot be negative: " + by);
    }
    return new LaneRule(Mode.PASS, by.toNanos());
  }
}
