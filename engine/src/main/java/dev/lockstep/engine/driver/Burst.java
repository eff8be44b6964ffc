package dev.lockstep.engine.driver;

import dev.lockstep.engine.core.Moment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a kit may hand a lock on among its own waiters before it gives other kits a chance (W3):
 * 8 hand-overs or 20 ms; twice that each time nobody else wanted it, up to 256. Stepped under the
 * lock.
 */
final class Burst {
  private static final int FIRST = 8;
  private static final int LONGEST = 256;
  private static final long FIRST_TIME = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LEAST_PAUSE = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private int limit = FIRST;
  private int handedOver;
  private @Nullable Moment begun;
  private long hintLatency = TimeUnit.MILLISECONDS.toNanos(1);

  /** The lock came to this kit from outside. */
  void begin() {
    handedOver = 0;
    begun = null;
  }

  /** Whether the lock may be handed on once more. */
  boolean goesOn(Moment now) {
    Moment first = begun;
    return first == null || (handedOver < limit && now.since(first) < FIRST_TIME * (limit / FIRST));
  }

  void handedOver(Moment now) {
    handedOver++;
    if (begun == null) {
      begun = now;
    }
  }

  /** How long to stand back: twice as long as news of a release takes. */
  long pause() {
    return Math.max(LEAST_PAUSE, Math.min(LONGEST_PAUSE, 2 * hintLatency));
  }

  /** News of our own release took that long. */
  void measured(long latency) {
    hintLatency = (3 * hintLatency + latency) / 4;
  }

  /** After standing back, the lock was still free. */
  void nobodyCame() {
    limit = Math.min(LONGEST, 2 * limit);
  }

  /** After standing back, somebody else had it. */
  void somebodyCame() {
    limit = FIRST;
  }
}
