package dev.lockstep.simulation;

import dev.lockstep.EndCause;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import org.jspecify.annotations.Nullable;

/** One handle that an engine gave out, and what the world knows of it. */
final class Held {
  private final Machine machine;
  private final Lease lease;
  private final Exclusion exclusion;
  private final long grantedAt;
  private long recordStandsUntil;
  private boolean wasNotHeld;
  private boolean endedByItsClock;
  private long notHeldSince;
  private int heard;
  private @Nullable LeaseEnd end;

  Held(Machine machine, Lease lease, Exclusion exclusion, long now) {
    this.machine = machine;
    this.lease = lease;
    this.exclusion = exclusion;
    this.grantedAt = now;
    this.recordStandsUntil = now;
  }

  Machine machine() {
    return machine;
  }

  Lease lease() {
    return lease;
  }

  Exclusion exclusion() {
    return exclusion;
  }

  LeaseKind kind() {
    return lease.kind();
  }

  long grantedAt() {
    return grantedAt;
  }

  /** The world's time until which the server promised its record when it was last asked. */
  long recordStandsUntil() {
    return recordStandsUntil;
  }

  void recordStandsUntil(long time) {
    recordStandsUntil = time;
  }

  boolean wasNotHeld() {
    return wasNotHeld;
  }

  /** It is not held any more: because time passed, or because something happened. */
  void notHeld(long now, boolean byClock) {
    wasNotHeld = true;
    endedByItsClock = byClock;
    notHeldSince = now;
  }

  boolean endedByItsClock() {
    return endedByItsClock;
  }

  long notHeldSince() {
    return notHeldSince;
  }

  void heard(LeaseEnd how) {
    heard++;
    end = how;
  }

  int timesHeard() {
    return heard;
  }

  @Nullable LeaseEnd end() {
    return end;
  }

  boolean isLossTold() {
    return lease.lost().toCompletableFuture().isDone();
  }

  boolean wasLost() {
    LeaseEnd how = end;
    return how != null && how.cause().isLoss() && how.cause() != EndCause.FIXED_TIME_OVER;
  }

  @Override
  public String toString() {
    return machine.name()
        + "'s token "
        + lease.token()
        + " (granted at "
        + Trace.time(grantedAt).trim()
        + " s)";
  }
}
