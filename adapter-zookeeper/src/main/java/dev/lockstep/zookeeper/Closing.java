package dev.lockstep.zookeeper;

import dev.lockstep.spi.AtomicConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.ZooKeeper;

/**
 * Ends sessions. The client blocks for that until the server has answered, so it happens on a few
 * threads of its own, which are there only while something ends. Thread-safe.
 */
final class Closing {
  private static final int THREADS = 4;

  private final ThreadPoolExecutor threads;

  Closing() {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            100,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread =
                  new Thread(task, "lockstep-zookeeper-closing-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * How long to wait for a server to confirm the end of a session. What is on it was released
   * before, each with a timeout of its own: this is no more than a courtesy.
   */
  static Duration patience(AtomicConfig config) {
    return config.operationTimeout().dividedBy(4);
  }

  /** Ends it at the server too, if that can be reached in time. */
  CompletableFuture<Void> close(ZooKeeper handle) {
    return run(
        () -> {
          try {
            handle.close();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        });
  }

  CompletableFuture<Void> run(Runnable closing) {
    return CompletableFuture.runAsync(closing, threads);
  }

  /** Waits for it, at most that long, also where the thread is interrupted (C1). */
  static boolean await(CompletableFuture<Void> closed, Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          closed.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return true;
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
