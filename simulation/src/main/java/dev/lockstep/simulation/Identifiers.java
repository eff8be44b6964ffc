package dev.lockstep.simulation;

import dev.lockstep.NumberLease;
import dev.lockstep.SnowflakeId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** All identifiers of one world: no two alike (G2), none past the deadline of its number (G3). */
final class Identifiers {
  private final Monitor monitor;
  private final Tally tally;
  private final Set<Long> issued = new HashSet<>();

  Identifiers(Monitor monitor, Tally tally) {
    this.monitor = monitor;
    this.tally = tally;
  }

  /**
   * A generator has issued one.
   *
   * @param before what it issued before, or -1
   * @param number the lease of its machine number, if that generator has one
   */
  void issued(Node node, long before, SnowflakeId id, Optional<NumberLease> number) {
    tally.identifiers++;
    if (!issued.add(id.value())) {
      monitor.violation("G2", node.name() + " issues " + id + ", which was issued before");
    }
    if (id.value() <= before) {
      monitor.violation("G2", node.name() + " issues " + id + " after " + before);
    }
    if (number.isEmpty() || !number.get().isHeld()) {
      monitor.violation(
          "G3",
          node.name() + " issues " + id + " of the machine number " + id.machine() + ", not held");
    }
  }
}
