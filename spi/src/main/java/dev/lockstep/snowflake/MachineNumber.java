package dev.lockstep.snowflake;

import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.KitClosedException;
import dev.lockstep.LeaseLostException;
import dev.lockstep.NumberLease;
import dev.lockstep.spi.Ticker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A machine number and the slots in which it may be used: above the mark that its earlier holders
 * left, up to the mark that we have raised (G6). Guarded by the lock of its generator.
 */
final class MachineNumber {
  private static final long AHEAD = IdClock.SECOND;
  private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(100);

  private final NumberLease lease;
  private final Ticker ticker;
  private final long floor;
  private long ceiling;
  private long target;
  private @Nullable CompletableFuture<Void> raising;
  private @Nullable RuntimeException failure;
  private long failedAt;
  private boolean lost;

  MachineNumber(NumberLease lease, Ticker ticker) {
    this.lease = lease;
    this.ticker = ticker;
    floor = lease.mark();
    ceiling = floor;
  }

  int number() {
    return lease.number();
  }

  /** Local arithmetic (G3). */
  boolean isHeld() {
    return !lost && lease.isHeld();
  }

  boolean serves(long slot) {
    return slot > floor && slot <= ceiling && isHeld();
  }

  /** The first slot above what earlier holders used. */
  long firstSlot() {
    return floor + 1;
  }

  boolean isRaising() {
    return raising != null;
  }

  /** Why the mark could not be raised a moment ago. */
  @Nullable RuntimeException failure() {
    return failure;
  }

  /**
   * Begins to raise the mark if less than half a second of it is left, so that steady use never
   * waits.
   *
   * @param finished called when that came to an end, on any thread
   */
  void keepAhead(long slot, Runnable finished) {
    acceptMark();
    boolean justFailed = failure != null && ticker.nanos() - failedAt < RETRY;
    if (raising != null || justFailed || !isHeld() || ceiling >= slot + AHEAD / 2) {
      return;
    }
    failure = null;
    target = Math.min(slot + AHEAD, IdClock.END - 1);
    if (target <= ceiling) {
      return;
    }
    raising = raise().whenComplete((done, error) -> finished.run());
  }

  private CompletableFuture<Void> raise() {
    try {
      return lease.raiseMark(target);
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /**
   * Takes note of what was confirmed; also if the listener executor, which completes futures, is
   * stuck behind our caller.
   */
  void acceptMark() {
    CompletableFuture<Void> request = raising;
    if (request == null) {
      return;
    }
    if (lease.mark() >= target) {
      ceiling = target;
      raising = null;
    } else if (request.isDone()) {
      raising = null;
      accept(request);
    }
  }

  private void accept(CompletableFuture<Void> request) {
    try {
      request.join();
      ceiling = target;
    } catch (RuntimeException failed) {
      failedAt = ticker.nanos();
      failure = unwrapped(failed);
      lost =
          lost
              || failure instanceof LeaseLostException
              || failure instanceof AlreadyUnlockedException
              || failure instanceof InvalidOptionException;
    }
  }

  private static RuntimeException unwrapped(RuntimeException failed) {
    return failed instanceof CompletionException
            && failed.getCause() instanceof RuntimeException cause
        ? cause
        : failed;
  }

  /** Gives it up without waiting; what cannot be said now ends with its TTL. */
  void abandon() {
    abandon(lease);
  }

  static void abandon(NumberLease lease) {
    try {
      var unused = lease.releaseAsync();
    } catch (AlreadyUnlockedException | KitClosedException ended) {
      // It is gone already, which is what was wanted.
      return;
    }
  }
}
