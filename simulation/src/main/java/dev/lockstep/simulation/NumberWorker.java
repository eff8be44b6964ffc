package dev.lockstep.simulation;

import dev.lockstep.NumberLease;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Allocates numbers, raises their marks and uses the ticks up to them. */
final class NumberWorker implements Node.Worker {
  private static final long MILLI = 1_000_000L;
  static final String POOL = "pool";
  static final int NUMBERS = 3;

  private final Node node;
  private final SplittableRandom random;
  private final Plan plan;
  private final Marks marks;
  private @Nullable NumberLease lease;
  private long next;
  private long ceiling;
  private int steps;
  private boolean raising;
  private boolean busy;
  private boolean stopping;
  private String doing = "resting";

  NumberWorker(Node node, SplittableRandom random, Plan plan, Marks marks) {
    this.node = node;
    this.random = random;
    this.plan = plan;
    this.marks = marks;
  }

  @Override
  public void start() {
    rest();
  }

  private void rest() {
    busy = false;
    lease = null;
    if (!stopping) {
      doing = "resting";
      node.machine().after(random.nextLong(plan.restMillis() * MILLI), this::allocate);
    }
  }

  private void allocate() {
    if (stopping) {
      return;
    }
    busy = true;
    doing = "allocating";
    var unused =
        node.kit()
            .allocateNumberAsync(POOL, NUMBERS)
            .whenComplete(
                (got, error) -> {
                  if (error == null) {
                    use(got);
                  } else {
                    rest();
                  }
                });
  }

  private void use(NumberLease got) {
    lease = got;
    long mark = got.mark();
    if (got.isHeld()) {
      marks.read(got, mark);
    }
    next = mark + 1;
    ceiling = mark;
    steps = random.nextInt(12);
    step();
  }

  private void step() {
    NumberLease held = lease;
    if (held == null) {
      return;
    }
    doing = "using " + held;
    if (stopping || steps-- <= 0) {
      giveUp(held);
      return;
    }
    // Also by a holder that was paused and does not ask whether it still is one: the mark alone
    // keeps ticks apart (G6).
    while (next <= ceiling && random.nextInt(4) > 0) {
      marks.issued(held, next++);
    }
    if (ceiling - next < 3 && held.isHeld()) {
      raise(held, ceiling + 1 + random.nextInt(5));
    }
    if (!raising) {
      node.machine().after(random.nextLong(300 * MILLI), this::step);
    }
  }

  private void raise(NumberLease held, long to) {
    raising = true;
    doing = "raising the mark of " + held + " to " + to;
    var unused =
        held.raiseMark(to)
            .whenComplete(
                (nothing, error) -> {
                  raising = false;
                  if (error == null) {
                    marks.raised(held, to);
                    ceiling = to;
                    node.machine().after(random.nextLong(300 * MILLI), this::step);
                  } else {
                    giveUp(held);
                  }
                });
  }

  private void giveUp(NumberLease held) {
    lease = null;
    doing = "releasing " + held;
    var unused = held.releaseAsync().whenComplete((nothing, error) -> rest());
  }

  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public boolean isIdle() {
    return stopping && !busy;
  }

  @Override
  public void wokenUp() {
    NumberLease held = lease;
    if (held != null && next <= ceiling) {
      marks.issued(held, next++);
    }
  }

  @Override
  public String doing() {
    return doing;
  }
}
