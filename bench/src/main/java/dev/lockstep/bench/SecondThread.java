package dev.lockstep.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread that waits while the first one measures. */
final class SecondThread implements AutoCloseable {
  private static final long LOOK_NANOS = 20_000;

  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "bench-waiter");
            thread.setDaemon(true);
            return thread;
          });
  private volatile @Nullable Thread waiting;

  /**
   * What came of waiting.
   *
   * @param at when, by {@link System#nanoTime()}
   */
  record Timed<T>(T value, long at) {}

  /** Begins a call that will wait; returns when it does. */
  <T> CompletableFuture<Timed<T>> begin(Callable<T> call) {
    CompletableFuture<Timed<T>> result = new CompletableFuture<>();
    waiting = null;
    executor.execute(
        () -> {
          try {
            waiting = Thread.currentThread();
            T value = call.call();
            result.complete(new Timed<>(value, System.nanoTime()));
          } catch (Exception failed) {
            result.completeExceptionally(failed);
          }
        });
    while (!isParked(waiting) && !result.isDone()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return result;
  }

  private static boolean isParked(@Nullable Thread thread) {
    return thread != null
        && (thread.getState() == Thread.State.WAITING
            || thread.getState() == Thread.State.TIMED_WAITING);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
