package dev.lockstep.conformance.mutants;

import dev.lockstep.LockOptions;

/** Lock options without one of them. */
final class Without {
  private Without() {}

  static LockOptions fixed(LockOptions options) {
    return copy(options, false, true, true);
  }

  static LockOptions minHold(LockOptions options) {
    return copy(options, true, false, true);
  }

  static LockOptions maxHold(LockOptions options) {
    return copy(options, true, true, false);
  }

  private static LockOptions copy(
      LockOptions options, boolean fixed, boolean minHold, boolean maxHold) {
    LockOptions copy =
        LockOptions.defaults().ttl(options.ttl()).retryInterval(options.retryInterval());
    copy = fixed && options.isFixed() ? copy.fixed() : copy;
    copy = options.maxWait().map(copy::maxWait).orElse(copy);
    copy = minHold ? options.minHold().map(copy::minHold).orElse(copy) : copy;
    copy = maxHold ? options.maxHold().map(copy::maxHold).orElse(copy) : copy;
    copy = options.reentrant().map(copy::reentrant).orElse(copy);
    return options.metadata().map(copy::metadata).orElse(copy);
  }
}
