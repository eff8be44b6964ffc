package dev.lockstep;

import dev.lockstep.spi.Scheduler;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread for the timers of a kit. After {@link #close()} it forgets what it is given.
 */
final class TimerThread implements Scheduler, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TimerThread.class);

  private final ScheduledThreadPoolExecutor executor;

  TimerThread(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    ScheduledFuture<?> future =
        executor.schedule(() -> run(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error broken) {
      // The executor would hide it in a future that nobody reads.
      log.error("a timer failed", broken);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
