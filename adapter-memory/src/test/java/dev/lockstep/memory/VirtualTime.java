package dev.lockstep.memory;

import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock that moves when it is told, and its timers. It starts a second before {@link
 * Long#MAX_VALUE}, where naive arithmetic fails.
 */
final class VirtualTime implements Ticker, Scheduler {
  /** Far more than any test does at a stretch: what does more would never come to its end. */
  private static final int MOST = 100_000;

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.<Task>comparingLong(task -> task.due - start())
              .thenComparing(task -> task.serial));
  private long nanos = start();
  private long wallMillis = 1_800_000_000_000L;
  private long serials;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long wallMillis() {
    return wallMillis + (nanos - start()) / 1_000_000;
  }

  @Override
  public Timer schedule(long delayNanos, Runnable action) {
    serials++;
    Task task = new Task(nanos + delayNanos, serials, action);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  void stepWall(Duration step) {
    wallMillis += step.toMillis();
  }

  /** Runs everything that is due in that time, in order, each at its instant. */
  void advance(Duration time) {
    long end = nanos + time.toNanos();
    long last = serials + MOST;
    for (Task next = due(end); next != null; next = due(end)) {
      nanos = next.due;
      run(next, last);
    }
    nanos = end;
  }

  /** As if the process had not run meanwhile: everything that was due runs only now. */
  void skip(Duration time) {
    nanos += time.toNanos();
    long now = nanos;
    long last = serials + MOST;
    for (Task next = due(now); next != null; next = due(now)) {
      run(next, last);
    }
  }

  private static void run(Task next, long last) {
    if (next.serial > last) {
      throw new AssertionError("one timer after the other, without an end");
    }
    next.action.run();
  }

  /** Runs what is due now. */
  void settle() {
    advance(Duration.ZERO);
  }

  int timers() {
    return tasks.size();
  }

  private @Nullable Task due(long end) {
    Task next = tasks.peek();
    return next != null && next.due - end <= 0 ? tasks.poll() : null;
  }

  private static long start() {
    return Long.MAX_VALUE - 1_000_000_000L;
  }

  private record Task(long due, long serial, Runnable action) {}
}
