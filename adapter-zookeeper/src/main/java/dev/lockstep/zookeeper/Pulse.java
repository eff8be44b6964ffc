package dev.lockstep.zookeeper;

import dev.lockstep.spi.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices that a server says nothing any more, as one does that stands still. The client itself
 * waits for that for two thirds of the session: all leases on it may be lost meanwhile, though the
 * other servers are well. Thread-safe.
 */
final class Pulse {
  private final Scheduler scheduler;
  private final Duration patience;
  private final Runnable silent;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicBoolean listening = new AtomicBoolean();

  /**
   * Of one connection.
   *
   * @param patience how long nothing may be answered while something is asked
   * @param silent what to do then
   */
  Pulse(Scheduler scheduler, Duration patience, Runnable silent) {
    this.scheduler = scheduler;
    this.patience = patience;
    this.silent = silent;
  }

  /** What is asked, and answered when it is. */
  <T> CompletionStage<T> under(CompletionStage<T> question) {
    asked.incrementAndGet();
    listen();
    return question.whenComplete((value, error) -> answered.incrementAndGet());
  }

  private void listen() {
    if (listening.getAndSet(true)) {
      return;
    }
    long before = answered.get();
    scheduler.schedule(
        patience.toNanos(),
        () -> {
          listening.set(false);
          long now = answered.get();
          if (now == asked.get()) {
            return;
          }
          if (now == before) {
            silent.run();
          }
          listen();
        });
  }
}
