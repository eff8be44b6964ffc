package dev.lockstep.memory;

import dev.lockstep.spi.Scheduler;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the server when the next record is over, for the sake of one store that watches; a store
 * that watches nothing needs no timer, since expiry is found at each access anyhow. Guarded by the
 * server's lock.
 */
final class ExpiryAlarm {
  private final Scheduler scheduler;
  private Scheduler.@Nullable Timer timer;
  private long due;
  private int watches;

  ExpiryAlarm(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  void watched() {
    watches++;
  }

  /** One watch less; true if it was the last. */
  boolean unwatched() {
    watches--;
    if (watches == 0) {
      disarm();
    }
    return watches == 0;
  }

  /**
   * Sees to it that the alarm goes off no later than that; one that goes off too early is armed
   * again then.
   */
  void arm(OptionalLong next, long now, Runnable ring) {
    if (next.isPresent() && (timer == null || next.getAsLong() - due < 0)) {
      disarm();
      due = next.getAsLong();
      timer = scheduler.schedule(Math.max(0, due - now), ring);
    }
  }

  void disarm() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
