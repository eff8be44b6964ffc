package dev.lockstep.bench;

import java.util.Locale;

/** What is measured. */
enum Scenario {
  /** One thread takes a lock that nobody else wants, and releases it. */
  LOCK_UNLOCK,
  /** From the release until the next waiter of the same kit has the lock. */
  HAND_OVER_ONE_KIT,
  /** From the release until a waiter of another kit has the lock. */
  HAND_OVER_TWO_KITS;

  /** As results name it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
