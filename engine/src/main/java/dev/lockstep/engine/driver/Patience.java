package dev.lockstep.engine.driver;

import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The one policy of timeouts and retries. All times in nanoseconds. Stepped under the kernel's
 * lock.
 */
final class Patience {
  private static final long FIRST_BACKOFF = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_BACKOFF = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_FIRST = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

  private final long operation;
  private final RandomGenerator random;

  Patience(Duration operationTimeout, RandomGenerator random) {
    this.operation = operationTimeout.toNanos();
    this.random = random;
  }

  /** The longest time for one question (X1). */
  long operation() {
    return operation;
  }

  /** The pause before asking again after so many failures: exponential, half of it random. */
  long backoff(int failures) {
    long ceiling = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF << Math.min(failures, 10));
    return ceiling / 2 + random.nextLong(ceiling / 2 + 1);
  }

  /**
   * From one renewal to the next: never later than a third of V (L3), and early enough that two
   * thirds are always left (L10).
   */
  long renewalPause(long validity, Session session) {
    // Where the sending before the last one counts, twice as often; but not so often that the
    // second is no confirmation.
    return session.basis() == Session.Basis.THIS_SEND
        ? spread(validity / 3, 0.75, 0.90)
        : Math.max(confirmationPause(session), spread(validity / 6, 0.85, 0.95));
  }

  /** From one renewal to the next, so that both are confirmations. */
  long confirmationPause(Session session) {
    long apart = session.apart().toNanos();
    return apart + apart / 50;
  }

  /** How long one renewal may take before the next is sent: several fit before the deadline. */
  long renewalTimeout(long validity) {
    return Math.min(operation, Math.max(validity / 4, TimeUnit.MILLISECONDS.toNanos(20)));
  }

  /** The pause after a failed renewal. */
  long renewalBackoff(int failures, long validity) {
    return Math.min(backoff(failures), validity / 10);
  }

  /**
   * From one look to the next: every second, since hints can be lost. What was found so many times
   * in a row to be about to change is looked at sooner, so that it is not missed.
   */
  long lookAgain(int aboutToChange) {
    return aboutToChange == 0
        ? LOOK_EVERY
        : Math.min(LOOK_EVERY, LOOK_FIRST << Math.min(aboutToChange - 1, 10));
  }

  /**
   * The sleep of a waiter that nothing wakes: at most its retry interval (W5), spread so that
   * waiters do not march in step.
   */
  long retry(long interval) {
    return spread(interval, 0.80, 1.0);
  }

  private long spread(long time, double from, double to) {
    return (long) (time * (from + random.nextDouble() * (to - from)));
  }
}
