package dev.lockstep.conformance.transcript;

/**
 * How a script stands in an election.
 *
 * @param heartbeat whether it is shown among the members
 * @param may whether it may lead at first
 */
record Stand(boolean heartbeat, boolean may) {
  static final Stand PLAIN = new Stand(false, true);
  static final Stand SHOWN = new Stand(true, true);
  static final Stand MAY_NOT = new Stand(false, false);
  static final Stand SHOWN_ONLY = new Stand(true, false);

  @Override
  public String toString() {
    String word = heartbeat ? "shown" : "";
    return may ? word : (word + " may not lead").strip();
  }
}
