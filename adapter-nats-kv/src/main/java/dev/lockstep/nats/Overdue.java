package dev.lockstep.nats;

import dev.lockstep.Traits;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.UUID;

/**
 * Records that stand although their time is over: a server that forgot it, or an operator who wrote
 * one without it, would leave a lock taken for ever (H13). Whoever is refused by one looks again
 * and again; one that nobody wrote meanwhile for longer than it may stand has no holder any more,
 * since its last renewal was sent before the first look. Thread-safe.
 */
final class Overdue {
  /**
   * For how long a server that counts is left to end it: who writes over a record in the moment in
   * which the server finds that its time is over would lose what he wrote to the server's marker.
   */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Recent<UUID, Sight> sights = new Recent<>();
  private final Ticker ticker;
  private final Duration longest;

  Overdue(Ticker ticker, Traits traits) {
    this.ticker = ticker;
    this.longest = traits.maxTtl();
  }

  /**
   * What was seen of a term.
   *
   * @param sequence of its last write
   * @param from when it was first seen, or first seen to be late
   * @param late whether it was seen after its time
   */
  private record Sight(long sequence, long from, boolean late) {}

  /** It stands in somebody's way: whether it may be written over. */
  boolean mayGo(Stored standing) {
    UUID term = standing.envelope().term();
    long now = ticker.nanos();
    Sight fresh = new Sight(standing.sequence(), now, false);
    sights.put(term, fresh, (before, same) -> before.sequence == same.sequence ? before : same);
    Sight seen = sights.get(term).orElse(fresh);
    Duration passed = Duration.ofNanos(now - seen.from);
    if (!seen.late && passed.compareTo(life(standing)) > 0) {
      // Counted from a look, not from the time: the server may have been away until just now.
      sights.put(
          term,
          new Sight(seen.sequence, now, true),
          (before, late) -> before.sequence == late.sequence && !before.late ? late : before);
      return false;
    }
    return seen.late && passed.compareTo(PATIENCE) > 0;
  }

  private Duration life(Stored standing) {
    return standing.ttl().isZero() ? longest : standing.ttl();
  }
}
