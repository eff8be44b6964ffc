package dev.lockstep.memory;

import dev.lockstep.spi.Scheduler;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The timers of one node: they stand still while it is frozen, and never fire once it has crashed.
 *
 * @param world whose timers stop for no node
 * @param power of the node
 */
record NodeScheduler(Scheduler world, NodePower power) implements Scheduler {
  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    AtomicBoolean cancelled = new AtomicBoolean();
    Timer timer =
        world.schedule(
            delayNanos,
            () ->
                power.pass(
                    () -> {
                      if (!cancelled.get()) {
                        task.run();
                      }
                    }));
    return () -> {
      cancelled.set(true);
      timer.cancel();
    };
  }
}
