package dev.lockstep.conformance;

import java.util.Locale;

/** What became of a test, or of all tests of a rule; all but the first are red. */
public enum Status {
  /** What was seen keeps the rule. */
  PASSED,
  /** What was seen breaks the rule. */
  FAILED,
  /** Too little was seen to say anything (S3). */
  INCONCLUSIVE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Status parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  static Status of(Throwable thrown) {
    return thrown instanceof Inconclusive ? INCONCLUSIVE : FAILED;
  }
}
