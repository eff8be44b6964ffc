package dev.lockstep.simulation;

import dev.lockstep.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/** Something that will happen at an instant of the world's time. */
final class Event implements Comparable<Event>, Scheduler.Timer {
  private final long at;
  private final long sequence;
  private final @Nullable Machine machine;
  private final boolean timer;
  private final Runnable task;
  private boolean cancelled;
  private boolean backlog;

  Event(long at, long sequence, @Nullable Machine machine, boolean timer, Runnable task) {
    this.at = at;
    this.sequence = sequence;
    this.machine = machine;
    this.timer = timer;
    this.task = task;
  }

  long at() {
    return at;
  }

  /** Where it happens; null if between the machines, or at the server. */
  @Nullable Machine machine() {
    return machine;
  }

  /** Whether it is a timer of the engine: those keep their order over a pause. */
  boolean isTimer() {
    return timer;
  }

  Runnable task() {
    return task;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** It was due while its machine was paused. */
  void markBacklog() {
    backlog = true;
  }

  boolean isBacklog() {
    return backlog;
  }

  @Override
  public int compareTo(Event other) {
    int byTime = Long.compare(at, other.at);
    return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
  }
}
