package dev.lockstep.conformance;

import java.util.Locale;

/** What a verdict rests on, the weakest first (S4). */
public enum Evidence {
  /** Nothing: no test ran. */
  NONE,
  /** A model of a server. */
  MODEL,
  /**
   * A real server of somebody else, for which the suite's own means stood in where it should have
   * been stopped, or where an operator should have deleted something.
   */
  PROXY,
  /** A real server, with everything that befell it. */
  SERVER;

  /** The weaker of the two. */
  Evidence and(Evidence other) {
    return compareTo(other) < 0 ? this : other;
  }

  static Evidence parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
