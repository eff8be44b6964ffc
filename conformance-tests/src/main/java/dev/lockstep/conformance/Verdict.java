package dev.lockstep.conformance;

import java.util.List;

/**
 * How one test of a rule went on one backend.
 *
 * @param operations questions to the backend, at least
 * @param message what was wrong, in one line; empty if nothing
 */
public record Verdict(
    String rule,
    String test,
    String backend,
    boolean passed,
    String evidence,
    long operations,
    long millis,
    String message) {
  private static final int FIELDS = 8;

  /** As a line of a file. */
  String line() {
    return String.join(
        "\t",
        List.of(
            rule,
            test,
            backend,
            passed ? "passed" : "FAILED",
            evidence,
            Long.toString(operations),
            Long.toString(millis),
            message.replaceAll("\\s+", " ").strip()));
  }

  /** Reads {@link #line()}. */
  static Verdict parse(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("not a verdict: " + line);
    }
    return new Verdict(
        fields[0],
        fields[1],
        fields[2],
        fields[3].equals("passed"),
        fields[4],
        Long.parseLong(fields[5]),
        Long.parseLong(fields[6]),
        fields[7]);
  }
}
