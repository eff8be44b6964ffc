package dev.lockstep.engine.driver;

import dev.lockstep.engine.core.Deadline;
import dev.lockstep.spi.Scheduler.Timer;
import org.jspecify.annotations.Nullable;

/**
 * One timer for the deadlines of all terms on a session: since renewals only move them away from
 * it, it is set again when it has fired, and when a term with an earlier deadline joins. Stepped
 * under the lock.
 */
final class DeadlineAlarm {
  private final Kernel kernel;
  private final Runnable due;
  private @Nullable Timer timer;
  private @Nullable Deadline armedFor;

  /**
   * An alarm that is not set.
   *
   * @param due ends what is past its deadline, and sets the alarm for what is left
   */
  DeadlineAlarm(Kernel kernel, Runnable due) {
    this.kernel = kernel;
    this.due = due;
  }

  void set(@Nullable Deadline first) {
    Deadline armed = armedFor;
    if (first == null || (armed != null && first.nanos() - armed.nanos() >= 0)) {
      return;
    }
    stop();
    armedFor = first;
    timer =
        kernel.after(
            first.left(kernel.now()),
            () -> {
              armedFor = null;
              due.run();
            });
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
