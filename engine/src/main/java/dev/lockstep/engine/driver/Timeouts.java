package dev.lockstep.engine.driver;

import java.util.ArrayDeque;

/**
 * Ends questions whose time is over. Nearly all have the same timeout, so that they end in the
 * order in which they were asked: one timer, armed only while somebody waits, serves them all. A
 * lock costs no timer of its own.
 */
final class Timeouts {
  private final Kernel kernel;
  private final ArrayDeque<Due> inOrder = new ArrayDeque<>();
  private boolean armed;

  Timeouts(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Something that must come to an end. Stepped under the lock. */
  interface Overdue {
    /** Whether it has. */
    boolean isOver();

    /** Ends it. */
    void timeOver(long waitedNanos);
  }

  private record Due(long at, long timeout, Overdue what) {}

  /** Ends it after that time, unless it came to an end before. Only inside a turn. */
  void watch(Overdue what, long timeout) {
    if (timeout != kernel.patience().operation()) {
      kernel.after(timeout, () -> end(what, timeout));
      return;
    }
    inOrder.add(new Due(kernel.now().nanos() + timeout, timeout, what));
    arm(timeout);
  }

  private void arm(long delay) {
    if (!armed) {
      armed = true;
      kernel.after(delay, this::fire);
    }
  }

  private void fire() {
    long now = kernel.now().nanos();
    Due head = inOrder.peek();
    while (head != null && (head.what.isOver() || head.at - now <= 0)) {
      inOrder.remove();
      end(head.what, head.timeout);
      head = inOrder.peek();
    }
    // Only now: what ended may have asked anew, and must not arm the timer past those who wait.
    armed = false;
    if (head != null) {
      arm(head.at - now);
    }
  }

  private static void end(Overdue what, long timeout) {
    if (!what.isOver()) {
      what.timeOver(timeout);
    }
  }
}
