package dev.lockstep.conformance;

import java.util.StringJoiner;

/**
 * What a run of faults saw (S3).
 *
 * @param operations questions to the backend
 * @param handovers grants of what another kit had before
 * @param faults that befell anybody
 * @param losses leases that were lost by force
 */
record FaultCounts(long operations, long handovers, long faults, long losses) {
  /** Less than this says nothing. */
  static final FaultCounts LEAST = new FaultCounts(1_000, 50, 10, 5);

  boolean isEnough() {
    return missing().isEmpty();
  }

  /** What there was too little of, in words; empty if it was enough. */
  String missing() {
    StringJoiner missing = new StringJoiner(", ");
    count(missing, "operations", operations, LEAST.operations);
    count(missing, "hand-overs", handovers, LEAST.handovers);
    count(missing, "faults", faults, LEAST.faults);
    count(missing, "forced losses", losses, LEAST.losses);
    return missing.toString();
  }

  /** Says that nothing can be said, unless it was enough. */
  void requireEnough() {
    if (!isEnough()) {
      throw new Inconclusive("the run saw too little: " + missing());
    }
  }

  private static void count(StringJoiner missing, String what, long seen, long least) {
    if (seen < least) {
      missing.add(seen + " " + what + " of at least " + least);
    }
  }
}
