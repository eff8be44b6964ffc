package dev.lockstep.conformance;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The one place of the suite that waits. */
final class Eventually {
  private static final Duration POLL = Duration.ofMillis(5);

  /** For questions that cost more than a look. */
  private static final Duration SLOWLY = Duration.ofMillis(250);

  private Eventually() {}

  /** Waits until it is so; fails, by its name, if it is not within the bound. */
  static void within(Duration bound, String what, BooleanSupplier condition) {
    if (!isWithin(bound, condition)) {
      throw new AssertionError(what + ": not so within " + bound.toMillis() + " ms");
    }
  }

  /** Does it again and again until it does not fail; tells what it failed with at last. */
  static void does(Duration bound, String what, Runnable attempt) {
    AtomicReference<@Nullable RuntimeException> last = new AtomicReference<>();
    if (!isWithin(bound, () -> succeeds(attempt, last))) {
      throw new AssertionError(what + ": not so within " + bound.toMillis() + " ms", last.get());
    }
  }

  private static boolean succeeds(
      Runnable attempt, AtomicReference<@Nullable RuntimeException> failure) {
    try {
      attempt.run();
      return true;
    } catch (RuntimeException failed) {
      failure.set(failed);
      return false;
    }
  }

  /**
   * Waits until it is so, but no longer than that; whoever calls says what is wrong if it is not.
   */
  static void settle(Duration bound, BooleanSupplier condition) {
    until(System.nanoTime() + bound.toNanos(), SLOWLY, condition);
  }

  /** Waits until it is so; false if it is not within the bound. */
  static boolean isWithin(Duration bound, BooleanSupplier condition) {
    return until(System.nanoTime() + bound.toNanos(), POLL, condition);
  }

  /** Fails, by its name, if it is ever not so during that time. */
  static void throughout(Duration time, String what, BooleanSupplier condition) {
    long began = System.nanoTime();
    if (isWithin(time, () -> !condition.getAsBoolean())) {
      long after = (System.nanoTime() - began) / 1_000_000;
      throw new AssertionError(what + ": not so any more after " + after + " ms");
    }
  }

  /** Lets time pass. */
  static void pass(Duration time) {
    untilNanos(System.nanoTime() + time.toNanos());
  }

  /** Lets time pass until {@link System#nanoTime()} says that. */
  static void untilNanos(long nanos) {
    until(nanos, POLL, () -> false);
  }

  /** Asks at once, and again and again; false if it was not so at the end of the time either. */
  private static boolean until(long end, Duration poll, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, poll.toNanos()));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting", interrupted);
      }
    }
    return true;
  }

  /** The answer; what it failed with is thrown as it is. */
  static <T> T answer(Duration bound, String what, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(what + ": nothing within " + bound.toMillis() + " ms", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(what + ": interrupted", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new AssertionError(what + " failed", failed.getCause());
    }
  }
}
