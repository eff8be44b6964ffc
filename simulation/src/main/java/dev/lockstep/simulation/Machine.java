package dev.lockstep.simulation;

import dev.lockstep.spi.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** A process: its clocks, timers and listener threads, which stop and die together. */
final class Machine implements Scheduler, Executor {
  private final World world;
  private final int number;
  private final String name;
  private final MachineClock clock;
  private final SplittableRandom random;
  private final long timerLag;
  private final long listenerLag;
  private final List<Event> withheld = new ArrayList<>();
  private State state = State.RUNNING;
  private int backlog;

  private enum State {
    RUNNING,
    PAUSED,
    DEAD
  }

  /**
   * A machine that runs.
   *
   * @param timerLag how much later than due a timer may fire
   * @param listenerLag how long a task may wait for a listener thread
   */
  Machine(
      World world,
      int number,
      String name,
      MachineClock clock,
      SplittableRandom random,
      long timerLag,
      long listenerLag) {
    this.world = world;
    this.number = number;
    this.name = name;
    this.clock = clock;
    this.random = random;
    this.timerLag = timerLag;
    this.listenerLag = listenerLag;
  }

  int number() {
    return number;
  }

  String name() {
    return name;
  }

  MachineClock clock() {
    return clock;
  }

  void note(String what) {
    world.note(name, what);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    long late = timerLag == 0 ? 0 : random.nextLong(timerLag);
    return world.after(clock.worldTime(delayNanos) + late, this, true, task);
  }

  /** Tasks of listeners may overtake one another, as on a pool of threads. */
  @Override
  public void execute(Runnable task) {
    world.after(listenerLag == 0 ? 0 : random.nextLong(listenerLag), this, false, task);
  }

  /** Something reaches this machine, or somebody on it does something, after that time. */
  Event after(long delay, Runnable task) {
    return world.after(delay, this, false, task);
  }

  boolean isAlive() {
    return state != State.DEAD;
  }

  boolean isPaused() {
    return state == State.PAUSED;
  }

  /** Whether it does what is due when it is due: not during a pause, nor right after it. */
  boolean isPrompt() {
    return state == State.RUNNING && backlog == 0;
  }

  void pause() {
    if (state == State.RUNNING) {
      state = State.PAUSED;
      world.note(name, "is paused");
    }
  }

  /**
   * Runs on. The application comes first, then what was due meanwhile in an order that is as
   * unhelpful as can be; only timers keep theirs.
   */
  void resume(Runnable application) {
    if (state != State.PAUSED) {
      return;
    }
    state = State.RUNNING;
    List<Event> due = new ArrayList<>(withheld);
    withheld.clear();
    world.note(name, "runs on, " + due.size() + " behind");
    for (Event event : due) {
      if (!event.isCancelled()) {
        backlog++;
      }
    }
    application.run();
    boolean timersLast = random.nextInt(3) > 0;
    long timerDelay = timersLast ? 1_000_000 : 0;
    for (Event event : due) {
      long delay = event.isTimer() ? timerDelay++ : random.nextLong(1_000_000);
      // Cancelling the event that is known outside must still cancel what stands in for it.
      Event again = world.after(delay, this, event.isTimer(), () -> runUnlessCancelled(event));
      if (!event.isCancelled()) {
        again.markBacklog();
      }
    }
  }

  private static void runUnlessCancelled(Event event) {
    if (!event.isCancelled()) {
      event.task().run();
    }
  }

  /** Stops without a word, for ever. */
  void crash() {
    if (state != State.DEAD) {
      state = State.DEAD;
      withheld.clear();
      world.note(name, "crashes");
    }
  }

  /** Whether the event happens now; else it is kept, or will never happen. */
  boolean takes(Event event) {
    forgets(event);
    if (state == State.PAUSED) {
      withheld.add(event);
    }
    return state == State.RUNNING;
  }

  void forgets(Event event) {
    if (event.isBacklog()) {
      backlog--;
    }
  }
}
