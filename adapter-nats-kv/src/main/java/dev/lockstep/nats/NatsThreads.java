package dev.lockstep.nats;

import io.nats.client.Options;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one connection: daemons, with names, that end with it. */
final class NatsThreads implements ThreadFactory, AutoCloseable {
  private static final String PREFIX = "lockstep-nats-";

  private final AtomicInteger count = new AtomicInteger();
  private final ExecutorService pool =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), this);
  private final ThreadPoolExecutor events =
      new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this);
  private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, this);

  NatsThreads() {
    events.allowCoreThreadTimeOut(true);
    timers.setRemoveOnCancelPolicy(true);
  }

  void serve(Options.Builder options) {
    options
        .executor(pool)
        .scheduledExecutor(timers)
        .connectExecutor(pool)
        .readerExecutor(pool)
        .writerExecutor(pool)
        .callbackExecutor(events);
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, PREFIX + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Waits a moment for what is still to be told. */
  void settle() {
    try {
      events.submit(() -> {}).get(1, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException busy) {
      // Then it is told to nobody.
    }
  }

  /** A thread of the connection that waits for the end of all of them would wait for itself. */
  static boolean isOneOfThem(Thread thread) {
    return thread.getName().startsWith(PREFIX);
  }

  @Override
  public void close() {
    pool.shutdownNow();
    events.shutdownNow();
    timers.shutdownNow();
  }
}
