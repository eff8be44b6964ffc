package dev.lockstep.engine.driver;

import dev.lockstep.LockstepException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a key in this kit, in the order in which they asked (W2). Stepped under the lock.
 */
final class Line {
  private final Deque<Waiter> waiters = new ArrayDeque<>();

  @Nullable Waiter head() {
    return waiters.peek();
  }

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  void join(Waiter waiter) {
    waiters.add(waiter);
  }

  /** False if it was not there. */
  boolean leave(Waiter waiter) {
    return waiters.remove(waiter);
  }

  /** The head has the lock, and with it all who share its identity (R1); the others wait for it. */
  void granted(Term term, Waiter head) {
    waiters.remove(head);
    head.grant(term.handle(head.asked()));
    for (Waiter other : all()) {
      if (term.isSharedWith(other.claim())) {
        waiters.remove(other);
        other.grant(term.handle(other.asked()));
      } else {
        other.tellHeld();
      }
    }
  }

  /** Somebody else has the lock. */
  void taken() {
    all().forEach(Waiter::tellHeld);
  }

  /** What was to decide about them did not give them the lock. */
  void failOverdue(Function<Waiter, LockstepException> timeOver) {
    for (Waiter waiter : all()) {
      if (waiter.isOverdue()) {
        fail(waiter, timeOver.apply(waiter));
      }
    }
  }

  /** The backend could not be asked: who was told "held" before outlives that (M3). */
  void failed(LockstepException error) {
    for (Waiter waiter : all()) {
      if (!waiter.wasToldHeld() || !Failures.isTransient(error)) {
        fail(waiter, error);
      }
    }
  }

  void failAll(LockstepException error) {
    all().forEach(waiter -> fail(waiter, error));
  }

  void fail(Waiter waiter, LockstepException error) {
    waiters.remove(waiter);
    waiter.fail(error);
  }

  private List<Waiter> all() {
    return new ArrayList<>(waiters);
  }
}
