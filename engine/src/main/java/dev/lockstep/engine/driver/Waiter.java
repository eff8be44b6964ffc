package dev.lockstep.engine.driver;

import dev.lockstep.LockstepException;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.spi.Scheduler.Timer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Somebody in the queue of a key. Stepped under the lock. */
final class Waiter {
  private final Kernel kernel;
  private final Claim claim;
  private final Moment asked;
  private final CompletableFuture<HeldLease> promise;
  private final @Nullable Eligibility eligibility;
  private final Runnable toldHeldListener;
  private @Nullable Timer maxWait;
  private boolean toldHeld;
  private boolean overdue;
  private boolean gone;
  private @Nullable HeldLease granted;

  /** Asked before each attempt whether it may be made (E5). */
  @FunctionalInterface
  interface Eligibility {
    /** Asks; the answer comes in a later turn. */
    void ask(java.util.function.Consumer<Boolean> answer);
  }

  Waiter(Kernel kernel, Claim claim, CompletableFuture<HeldLease> promise) {
    this(kernel, claim, promise, null, () -> {});
  }

  Waiter(
      Kernel kernel,
      Claim claim,
      CompletableFuture<HeldLease> promise,
      @Nullable Eligibility eligibility,
      Runnable toldHeldListener) {
    this.kernel = kernel;
    this.claim = claim;
    this.promise = promise;
    this.eligibility = eligibility;
    this.toldHeldListener = toldHeldListener;
    this.asked = kernel.now();
  }

  Claim claim() {
    return claim;
  }

  Moment asked() {
    return asked;
  }

  @Nullable Eligibility eligibility() {
    return eligibility;
  }

  void limit(Timer timer) {
    maxWait = timer;
  }

  /** It knows that somebody holds the lock: from now on it survives outages (M3). */
  void tellHeld() {
    if (!toldHeld) {
      toldHeld = true;
      toldHeldListener.run();
    }
  }

  boolean wasToldHeld() {
    return toldHeld;
  }

  /** Its longest wait ended while a request for it was out; that request decides. */
  void overdue() {
    overdue = true;
  }

  boolean isOverdue() {
    return overdue;
  }

  boolean isGone() {
    return gone;
  }

  void grant(HeldLease lease) {
    leave();
    granted = lease;
    kernel.afterwards(
        () -> {
          if (!promise.complete(lease)) {
            Waits.giveBack(lease);
          }
        });
  }

  /** What it got, if it got anything. */
  @Nullable HeldLease granted() {
    return granted;
  }

  void fail(LockstepException error) {
    leave();
    kernel.afterwards(() -> promise.completeExceptionally(error));
  }

  /** It waits no longer. */
  void leave() {
    gone = true;
    if (maxWait != null) {
      maxWait.cancel();
      maxWait = null;
    }
  }
}
