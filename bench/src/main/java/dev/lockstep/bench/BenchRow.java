package dev.lockstep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one subject did in one scenario on one backend.
 *
 * @param scenario {@code lock-unlock}, {@code hand-over-one-kit} or {@code hand-over-two-kits}
 * @param subject {@code lockstep} or {@code bare}
 * @param medianMicros of one operation
 * @param p99Micros what 99 of 100 operations did not exceed
 * @param perSecond operations, one after the other
 * @param requestsPerOperation as a proxy counts them; empty where it cannot
 * @param ratioToFloor the median divided by that of the bare client in the same run; empty without
 *     one
 */
public record BenchRow(
    String backend,
    String scenario,
    String subject,
    double medianMicros,
    double p99Micros,
    double perSecond,
    OptionalDouble requestsPerOperation,
    OptionalDouble ratioToFloor) {
  /** A renewal now and then makes no difference. */
  private static final double SAME = 0.05;

  /**
   * Where the subjects of a scenario do not do the same: each as a line of text.
   *
   * @param rows of any backends
   */
  public static List<String> unlike(List<BenchRow> rows) {
    List<String> lines = new ArrayList<>();
    for (BenchRow ours : rows) {
      if (ours.subject().equals(Stand.LOCKSTEP)) {
        rows.stream()
            .filter(row -> row.subject().equals(Stand.BARE) && row.isBeside(ours))
            .findFirst()
            .ifPresentOrElse(
                bare -> ours.unlike(bare).ifPresent(lines::add),
                () -> lines.add(ours.name() + ": there is no bare client that does this"));
      }
    }
    return lines;
  }

  private Optional<String> unlike(BenchRow bare) {
    double own = requestsPerOperation.orElse(0);
    double other = bare.requestsPerOperation.orElse(0);
    return Math.abs(own - other) <= SAME
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %.2f requests by Lockstep, %.2f by the bare client",
                name(),
                own,
                other));
  }

  private boolean isBeside(BenchRow other) {
    return backend.equals(other.backend) && scenario.equals(other.scenario);
  }

  private String name() {
    return backend + " " + scenario;
  }

  BenchRow counting(OptionalDouble requests) {
    return new BenchRow(
        backend, scenario, subject, medianMicros, p99Micros, perSecond, requests, ratioToFloor);
  }
}
