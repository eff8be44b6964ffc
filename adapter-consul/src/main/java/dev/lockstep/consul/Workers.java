package dev.lockstep.consul;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Daemon threads that ask the agent, since consul-api blocks: as many as are busy at once, up to a
 * bound, and none for long when nothing is asked. Thread-safe.
 */
final class Workers implements AutoCloseable {
  /** A thread that has had nothing to do for so long ends. */
  static final long IDLE_SECONDS = 10;

  private static final long END_MILLIS = 1000;

  private final ThreadPoolExecutor threads;

  /**
   * None yet.
   *
   * @param name how the names of the threads begin
   * @param most how many there may be
   */
  Workers(String name, int most) {
    AtomicInteger count = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new IdleFirst(),
            task -> {
              Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            Workers::later);
  }

  /** Takes a task only if somebody waits for one, so that a thread is begun where nobody does. */
  private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }
  }

  private static void later(Runnable task, ThreadPoolExecutor busy) {
    if (busy.isShutdown()) {
      throw new RejectedExecutionException("closed");
    }
    busy.getQueue().add(task);
  }

  /** Whether what is given now has to wait. */
  boolean isBusy() {
    return threads.getActiveCount() >= threads.getMaximumPoolSize();
  }

  /** Does it on one of these threads, sooner or later. */
  void run(Runnable work) {
    threads.execute(work);
  }

  /**
   * Asks, unless that had to wait so long that nobody waits for the answer any more: what piled up
   * in an outage is not worth asking after it.
   */
  <T> CompletionStage<T> ask(Duration within, Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    long given = System.nanoTime();
    try {
      threads.execute(
          () -> {
            if (System.nanoTime() - given > within.toNanos()) {
              answer.completeExceptionally(new TimeoutException("it was not even sent in time"));
              return;
            }
            T value;
            try {
              value = question.get();
            } catch (RuntimeException failed) {
              answer.completeExceptionally(failed);
              return;
            }
            answer.complete(value);
          });
    } catch (RejectedExecutionException closed) {
      answer.completeExceptionally(closed);
    }
    return answer;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      var unused = threads.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
