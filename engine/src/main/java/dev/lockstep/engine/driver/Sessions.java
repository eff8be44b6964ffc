package dev.lockstep.engine.driver;

import dev.lockstep.Traits;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The sessions of a kit, one per class of TTL. Stepped under the lock. */
final class Sessions {
  /** A session costs a connection on ZooKeeper, a renewal stream elsewhere. */
  private static final int MOST_CLASSES = 8;

  private final Kernel kernel;
  private final Traits traits;
  private final TreeMap<Long, LeaseSession> byTtlMillis = new TreeMap<>();

  Sessions(Kernel kernel) {
    this.kernel = kernel;
    this.traits = kernel.store().traits();
  }

  /**
   * Gets the session for that TTL ready: open, and with enough validity left for a fresh lease
   * (L10).
   */
  void use(Duration requested, LeaseSession.Guest guest) {
    long ttl = effectiveMillis(requested);
    LeaseSession session = byTtlMillis.get(ttl);
    if (session != null && session.endIfAllPast()) {
      session = null;
    }
    if (session == null && byTtlMillis.size() >= MOST_CLASSES && sharesTimeToLive()) {
      // Rounding down keeps the bound of L7; the lease says what it got.
      var below = byTtlMillis.floorEntry(ttl);
      session = below == null ? null : below.getValue();
    }
    if (session == null) {
      session = new LeaseSession(kernel, this, ttl);
      byTtlMillis.put(ttl, session);
    }
    session.whenReady(guest);
  }

  /** Only sessions whose renewals the backend sees are worth sharing. */
  private boolean sharesTimeToLive() {
    return byTtlMillis.values().stream().anyMatch(s -> s.scope() == Session.Scope.SESSION);
  }

  private long effectiveMillis(Duration requested) {
    long grain = Math.max(1, traits.ttlGranularity().toMillis());
    long millis = requested.toMillis() + (requested.toNanos() % 1_000_000 == 0 ? 0 : 1);
    long rounded = (millis + grain - 1) / grain * grain;
    return Math.min(traits.maxTtl().toMillis(), Math.max(traits.minTtl().toMillis(), rounded));
  }

  void forget(LeaseSession session) {
    byTtlMillis.values().remove(session);
  }

  List<LeaseSession> all() {
    return new ArrayList<>(byTtlMillis.values());
  }

  /** The margin before the end of a validity. */
  long marginNanos(long validityNanos) {
    return traits.safetyMargin(Duration.ofNanos(validityNanos)).toNanos();
  }
}
