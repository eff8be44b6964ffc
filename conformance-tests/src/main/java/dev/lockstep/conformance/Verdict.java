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
    Status status,
    Evidence evidence,
    long operations,
    long millis,
    String message) {
  private static final int FIELDS = 8;

  /** What the thrown one says, or what it is if it says nothing. */
  public static String messageOf(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
  }

  /** Whether it is of that test, or of one of its cases, which follow its name after a space. */
  public boolean isOf(String method) {
    return test.equals(method) || test.startsWith(method + " ");
  }

  /** As a line of a file. */
  public String line() {
    return String.join(
        "\t",
        List.of(
            rule,
            test,
            backend,
            status.toString(),
            evidence.toString(),
            Long.toString(operations),
            Long.toString(millis),
            message.replaceAll("\\s+", " ").strip()));
  }

  /** Reads {@link #line()}. */
  public static Verdict parse(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("not a verdict: " + line);
    }
    return new Verdict(
        fields[0],
        fields[1],
        fields[2],
        Status.parse(fields[3]),
        Evidence.parse(fields[4]),
        Long.parseLong(fields[5]),
        Long.parseLong(fields[6]),
        fields[7]);
  }
}
