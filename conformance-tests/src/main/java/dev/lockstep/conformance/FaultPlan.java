package dev.lockstep.conformance;

import java.time.Duration;

/**
 * What is to befall the contenders of a {@link FaultRun}.
 *
 * @param losses how often a holder is cut off for so long that it loses its lease
 * @param cuts how often some kit is cut off for a moment
 * @param atMost how long the run may take until enough was seen
 */
record FaultPlan(int losses, int cuts, Duration atMost) {
  /** A little more than the least. */
  static final FaultPlan SHORT = new FaultPlan(6, 6, Duration.ofSeconds(60));

  /**
   * Refuses what cannot become conclusive, before it starts (S3).
   *
   * @throws IllegalArgumentException if the plan has too few faults or losses
   */
  FaultPlan {
    if (losses < FaultCounts.LEAST.losses() || losses + cuts < FaultCounts.LEAST.faults()) {
      throw new IllegalArgumentException(
          "a run with "
              + losses
              + " losses and "
              + (losses + cuts)
              + " faults is too short to say anything; at least "
              + FaultCounts.LEAST.losses()
              + " and "
              + FaultCounts.LEAST.faults()
              + " are needed");
    }
  }
}
