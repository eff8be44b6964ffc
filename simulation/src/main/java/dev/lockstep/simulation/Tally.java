package dev.lockstep.simulation;

/** What one world saw. */
final class Tally {
  long grants;
  long losses;
  long handovers;
  long faults;
  long raises;
  long identifiers;

  void add(Tally other) {
    grants += other.grants;
    losses += other.losses;
    handovers += other.handovers;
    faults += other.faults;
    raises += other.raises;
    identifiers += other.identifiers;
  }
}
