package dev.lockstep.conformance.harness;

import dev.lockstep.Durability;
import dev.lockstep.Traits;
import java.time.Duration;

/**
 * What a backend grants, in milliseconds.
 *
 * @param safetyMarginMillis of a validity of ten seconds
 * @param expiryGraceMillis of a time to live of ten seconds
 */
public record TraitFigures(
    long minTtlMillis,
    long maxTtlMillis,
    long ttlGranularityMillis,
    long safetyMarginMillis,
    long expiryGraceMillis,
    Durability durability) {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  static TraitFigures of(Traits traits) {
    return new TraitFigures(
        traits.minTtl().toMillis(),
        traits.maxTtl().toMillis(),
        traits.ttlGranularity().toMillis(),
        traits.safetyMargin(TEN_SECONDS).toMillis(),
        traits.expiryGrace(TEN_SECONDS).toMillis(),
        traits.durability());
  }
}
