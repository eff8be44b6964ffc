package dev.lockstep.simulation;

import java.util.List;
import java.util.Locale;

/**
 * What a simulation saw.
 *
 * @param seeds how many worlds ran
 * @param virtualHours how long they lasted, all together
 * @param events how much happened in them
 * @param grants leases granted
 * @param losses leases lost against their holders' will
 * @param faults great faults; the small ones of the network are not counted
 * @param handovers grants of what another machine had before
 * @param raises marks raised
 * @param identifiers identifiers issued
 * @param violations of rules, by seed; empty if all is well
 * @param traceHash SHA-256 over the traces of all worlds, by seed
 */
public record SimulationReport(
    long seeds,
    double virtualHours,
    long events,
    long grants,
    long losses,
    long faults,
    long handovers,
    long raises,
    long identifiers,
    List<Violation> violations,
    String traceHash) {
  static final long LEAST_GRANTS = 1_000;
  static final long LEAST_LOSSES = 5;
  static final long LEAST_FAULTS = 10;
  static final long LEAST_HANDOVERS = 50;
  static final long LEAST_RAISES = 50;
  static final long LEAST_IDENTIFIERS = 200;

  /** Whether enough was seen to conclude anything (S3). */
  public boolean isConclusive() {
    return grants >= LEAST_GRANTS
        && losses >= LEAST_LOSSES
        && faults >= LEAST_FAULTS
        && handovers >= LEAST_HANDOVERS
        && raises >= LEAST_RAISES
        && identifiers >= LEAST_IDENTIFIERS;
  }

  /** Whether enough was seen, and all of it was right. */
  public boolean isClean() {
    return violations.isEmpty() && isConclusive();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d seeds, %.1f virtual hours, %d events, %d grants, %d losses, %d faults, %d hand-overs, "
            + "%d marks raised, %d identifiers, %d violations%s, trace %s",
        seeds,
        virtualHours,
        events,
        grants,
        losses,
        faults,
        handovers,
        raises,
        identifiers,
        violations.size(),
        isConclusive() ? "" : " (inconclusive: too little was seen)",
        traceHash);
  }
}
