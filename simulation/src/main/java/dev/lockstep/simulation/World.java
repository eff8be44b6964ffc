package dev.lockstep.simulation;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one true time and everything that will happen in it: one event after the other, on the
 * calling thread.
 */
final class World {
  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final Trace trace;
  private Eye eye = Eye.BLIND;
  private long now;
  private long sequence;
  private long events;

  /** Sees every instant: after time has moved, and after each event. */
  interface Eye {
    Eye BLIND =
        new Eye() {
          @Override
          public void timeMoved() {}

          @Override
          public void eventHappened() {}
        };

    void timeMoved();

    void eventHappened();
  }

  World(Trace trace) {
    this.trace = trace;
  }

  void watchedBy(Eye watcher) {
    eye = watcher;
  }

  long now() {
    return now;
  }

  long events() {
    return events;
  }

  void note(String who, String what) {
    trace.note(now, who, what);
  }

  /** Something happens after that time, between the machines. */
  Event after(long delay, Runnable task) {
    return after(delay, null, false, task);
  }

  Event after(long delay, @Nullable Machine machine, boolean timer, Runnable task) {
    Event event = new Event(now + Math.max(0, delay), sequence++, machine, timer, task);
    queue.add(event);
    return event;
  }

  /** Lets time pass until it is so, or until that much has passed; says whether it is so. */
  boolean runUntil(long atMost, BooleanSupplier done) {
    long end = now + atMost;
    while (!done.getAsBoolean()) {
      Event next = queue.peek();
      if (next == null || next.at() > end) {
        moveTo(end);
        return done.getAsBoolean();
      }
      step();
    }
    return true;
  }

  /** Does something here and now. */
  void perform(Runnable deed) {
    deed.run();
    eye.eventHappened();
  }

  void run(long time) {
    runUntil(time, () -> false);
  }

  /** How many events of machines are still to come. */
  long pending() {
    return queue.stream().filter(e -> !e.isCancelled() && e.machine() != null).count();
  }

  private void step() {
    Event event = queue.remove();
    Machine machine = event.machine();
    if (event.isCancelled()) {
      if (machine != null) {
        machine.forgets(event);
      }
      return;
    }
    moveTo(event.at());
    if (machine != null && !machine.takes(event)) {
      return;
    }
    events++;
    trace.event(now, machine == null ? 0 : machine.number());
    event.task().run();
    eye.eventHappened();
  }

  private void moveTo(long time) {
    if (time > now) {
      now = time;
      eye.timeMoved();
    }
  }
}
