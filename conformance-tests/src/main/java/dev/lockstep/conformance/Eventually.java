package dev.lockstep.conformance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/** The one place of the suite that waits. */
final class Eventually {
  private static final Duration POLL = Duration.ofMillis(5);

  /** For questions that cost more than a look. */
  private static final Duration SLOWLY = Duration.ofMillis(250);

  private Eventually() {}

  /** Waits until it is so; fails, by its name, if it is not within the bound. */
  static void within(Duration bound, String what, BooleanSupplier condition) {
    await(what)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .atMost(bound)
        .until(condition::getAsBoolean);
  }

  /**
   * Waits until it is so, but no longer than that; whoever calls says what is wrong if it is not.
   */
  static void settle(Duration bound, BooleanSupplier condition) {
    long until = System.nanoTime() + bound.toNanos();
    await("a last look")
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(SLOWLY)
        .atMost(bound.plusSeconds(30))
        .until(() -> condition.getAsBoolean() || System.nanoTime() - until > 0);
  }

  /** Waits until it is so; false if it is not within the bound. */
  static boolean isWithin(Duration bound, BooleanSupplier condition) {
    try {
      within(bound, "what may never be so", condition);
      return true;
    } catch (ConditionTimeoutException never) {
      return false;
    }
  }

  /** Fails, by its name, if it is ever not so during that time. */
  static void throughout(Duration time, String what, BooleanSupplier condition) {
    await(what)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .during(time)
        .atMost(time.plusSeconds(30))
        .failFast(what, () -> !condition.getAsBoolean())
        .until(() -> true);
  }

  /** Lets time pass. */
  static void pass(Duration time) {
    untilNanos(System.nanoTime() + time.toNanos());
  }

  /** Lets time pass until {@link System#nanoTime()} says that. */
  static void untilNanos(long nanos) {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      await("time to pass")
          .pollInSameThread()
          .pollDelay(Duration.ofNanos(left))
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofNanos(left).plusMinutes(1))
          .until(() -> true);
    }
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
