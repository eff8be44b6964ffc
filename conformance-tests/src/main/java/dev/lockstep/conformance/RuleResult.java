package dev.lockstep.conformance;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of a rule on one backend, over all its tests.
 *
 * @param id such as {@code M5}
 * @param evidence the weakest of its tests
 * @param millis of all its tests together; they may have run side by side
 * @param operations questions to the backend, at least
 * @param message what was wrong, in one line; empty if it passed
 */
public record RuleResult(
    String id, Status status, Evidence evidence, long millis, long operations, String message) {
  /** The result of these; a rule without a test, or without an operation, is inconclusive (S3). */
  public static RuleResult of(String id, List<Verdict> verdicts) {
    Evidence evidence =
        verdicts.stream().map(Verdict::evidence).reduce(Evidence::and).orElse(Evidence.NONE);
    long millis = verdicts.stream().mapToLong(Verdict::millis).sum();
    long operations = verdicts.stream().mapToLong(Verdict::operations).sum();
    Status status = status(verdicts, operations);
    String message =
        verdicts.isEmpty()
            ? "no test ran"
            : verdicts.stream()
                .filter(verdict -> verdict.status() != Status.PASSED)
                .map(verdict -> verdict.test() + ": " + verdict.message())
                .collect(Collectors.joining("; "));
    if (message.isEmpty() && status != Status.PASSED) {
      message = "no operation ran";
    }
    return new RuleResult(id, status, evidence, millis, operations, message);
  }

  private static Status status(List<Verdict> verdicts, long operations) {
    if (verdicts.stream().anyMatch(verdict -> verdict.status() == Status.FAILED)) {
      return Status.FAILED;
    }
    boolean enough =
        operations > 0 && verdicts.stream().allMatch(verdict -> verdict.status() == Status.PASSED);
    return enough ? Status.PASSED : Status.INCONCLUSIVE;
  }
}
