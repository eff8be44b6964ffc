package dev.lockstep.nats;

import io.nats.client.Options;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one connection: daemons, with names, that end with it. */
final class NatsThreads implements ThreadFactory, AutoCloseable {
  private static final String PREFIX = "lockstep-nats-";

  private final AtomicInteger count = new AtomicInteger();
  private final ExecutorService pool =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), this);
  private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, this);

  NatsThreads() {
    timers.setRemoveOnCancelPolicy(true);
  }

  void serve(Options.Builder options) {
    options
        .executor(pool)
        .scheduledExecutor(timers)
        .connectExecutor(pool)
        .readerExecutor(pool)
        .writerExecutor(pool)
        .callbackThreadFactory(this);
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, PREFIX + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** A thread of the connection that waits for the end of all of them would wait for itself. */
  static boolean isOneOfThem(Thread thread) {
    return thread.getName().startsWith(PREFIX);
  }

  @Override
  public void close() {
    pool.shutdownNow();
    timers.shutdownNow();
  }
}
