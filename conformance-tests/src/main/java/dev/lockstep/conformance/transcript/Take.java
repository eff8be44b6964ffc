package dev.lockstep.conformance.transcript;

import java.util.StringJoiner;

/**
 * How a script takes a lock. What an interpreter in real time makes brief is as long as its {@link
 * Pace} says.
 *
 * @param brief a brief TTL; else one that no script outlasts
 * @param impatient waits for a moment only
 * @param identity empty for none
 * @param metadata empty for what comes by itself
 */
record Take(
    boolean brief,
    boolean fixed,
    boolean minHold,
    boolean maxHold,
    boolean impatient,
    String identity,
    String metadata) {
  static final Take PLAIN = new Take(false, false, false, false, false, "", "");

  /** A brief TTL, renewed. */
  static final Take BRIEF = new Take(true, false, false, false, false, "", "");

  /** Ends at its brief TTL. */
  static final Take FIXED = new Take(true, true, false, false, false, "", "");

  static final Take MIN_HOLD = new Take(false, false, true, false, false, "", "");
  static final Take MAX_HOLD = new Take(false, false, false, true, false, "", "");
  static final Take IMPATIENT = new Take(false, false, false, false, true, "", "");

  static Take as(String identity) {
    return PLAIN.by(identity);
  }

  static Take showing(String metadata) {
    return new Take(false, false, false, false, false, "", metadata);
  }

  /** The same by that identity, which may re-enter. */
  Take by(String who) {
    return new Take(brief, fixed, minHold, maxHold, impatient, who, metadata);
  }

  /** Whether it ends though it is renewed. */
  boolean ends() {
    return fixed || maxHold;
  }

  @Override
  public String toString() {
    StringJoiner words = new StringJoiner(" ");
    add(words, brief, "brief");
    add(words, fixed, "fixed");
    add(words, minHold, "minHold");
    add(words, maxHold, "maxHold");
    add(words, impatient, "impatient");
    add(words, !identity.isEmpty(), "as " + identity);
    add(words, !metadata.isEmpty(), "showing " + metadata);
    return words.toString();
  }

  private static void add(StringJoiner words, boolean applies, String word) {
    if (applies) {
      words.add(word);
    }
  }
}
