package dev.lockstep.simulation;

import dev.lockstep.NumberLease;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became of the marks of all numbers, and which ticks were used up to them (G6). The ticks are
 * those of {@link NumberWorker}, which counts them as an application may, also after a pause
 * without asking whether it still holds.
 */
final class Marks {
  private final Monitor monitor;
  private final Tally tally;
  private final TreeMap<String, Marked> numbers = new TreeMap<>();

  private static final class Marked {
    private long greatestRaise;
    private final TreeMap<Long, Long> readByToken = new TreeMap<>();
    private final Set<Long> issued = new HashSet<>();
  }

  Marks(Monitor monitor, Tally tally) {
    this.monitor = monitor;
    this.tally = tally;
  }

  private Marked of(NumberLease lease) {
    return numbers.computeIfAbsent(lease.key(), unused -> new Marked());
  }

  /** Somebody got the number, and reads this mark. */
  void read(NumberLease lease, long mark) {
    Marked number = of(lease);
    number.readByToken.put(lease.token(), mark);
    if (mark < number.greatestRaise) {
      monitor.violation(
          "G6",
          "the new holder of "
              + lease.key()
              + " with token "
              + lease.token()
              + " reads the mark "
              + mark
              + ", but "
              + number.greatestRaise
              + " was confirmed before");
    }
  }

  /** A raise was confirmed. */
  void raised(NumberLease lease, long to) {
    Marked number = of(lease);
    tally.raises++;
    number.greatestRaise = Math.max(number.greatestRaise, to);
    number
        .readByToken
        .tailMap(lease.token(), false)
        .forEach(
            (token, read) -> {
              if (read < to) {
                monitor.violation(
                    "G6",
                    "the holder of "
                        + lease.key()
                        + " with token "
                        + lease.token()
                        + " was confirmed the mark "
                        + to
                        + ", though the later one with token "
                        + token
                        + " had read "
                        + read);
              }
            });
  }

  /** A tick of the number was used, at most its mark. */
  void issued(NumberLease lease, long tick) {
    if (!of(lease).issued.add(tick)) {
      monitor.violation("G6", "tick " + tick + " of " + lease.key() + " was used twice");
    }
  }
}
