package dev.lockstep.simulation;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes locks in every way there is, holds them for a while, and gives them up. */
final class LockWorker implements Node.Worker {
  private static final long MILLI = 1_000_000L;

  private final Node node;
  private final SplittableRandom random;
  private final Plan plan;
  private @Nullable Lease lease;
  private String doing = "resting";
  private boolean busy;
  private boolean stopping;
  private int turn;

  LockWorker(Node node, SplittableRandom random, Plan plan) {
    this.node = node;
    this.random = random;
    this.plan = plan;
  }

  @Override
  public void start() {
    rest();
  }

  private void rest() {
    busy = false;
    lease = null;
    turn++;
    if (!stopping) {
      doing = "resting";
      long pause = random.nextInt(4) == 0 ? 0 : random.nextLong(plan.restMillis() * MILLI);
      node.machine().after(pause, this::take);
    }
  }

  private void take() {
    if (stopping) {
      return;
    }
    busy = true;
    String key = "k" + random.nextInt(plan.keys());
    LockOptions options = plan.options(random);
    DistributedMutex mutex = node.kit().mutex(key).with(options);
    boolean once = random.nextInt(4) == 0;
    doing = (once ? "trying " : "waiting for ") + key + " with " + options;
    if (random.nextInt(10) == 0) {
      // Asked and withdrawn at once: nothing may be left behind (M7).
      mutex.lockAsync().cancel(false);
    }
    if (once) {
      CompletableFuture<Optional<Lease>> trying = mutex.tryLockAsync();
      called(trying, trying);
    } else {
      CompletableFuture<Lease> waiting = mutex.lockAsync();
      called(waiting.thenApply(Optional::of), waiting);
    }
  }

  private void called(CompletableFuture<Optional<Lease>> call, CompletableFuture<?> cancellable) {
    if (random.nextInt(6) == 0) {
      node.machine()
          .after(random.nextLong(plan.restMillis() * MILLI), () -> cancellable.cancel(false));
    }
    int now = turn;
    var unused =
        call.whenComplete(
            (got, error) -> {
              if (now != turn) {
                return;
              }
              if (error == null && got.isPresent()) {
                hold(got.get());
              } else {
                rest();
              }
            });
  }

  private void hold(Lease granted) {
    lease = granted;
    doing = "holding " + granted;
    int now = turn;
    long time =
        switch (random.nextInt(5)) {
          case 0 -> 0;
          case 1, 2 -> random.nextLong(20 * MILLI);
          case 3 -> random.nextLong(plan.restMillis() * MILLI);
          default -> random.nextLong(2 * granted.ttl().toNanos());
        };
    node.machine()
        .after(
            stopping ? 0 : time,
            () -> {
              if (now == turn) {
                giveUp();
              }
            });
  }

  private void giveUp() {
    Lease held = lease;
    if (held == null) {
      return;
    }
    lease = null;
    doing = "releasing " + held;
    var unused = held.releaseAsync().whenComplete((nothing, error) -> rest());
  }

  @Override
  public void stop() {
    stopping = true;
    giveUp();
  }

  @Override
  public boolean isIdle() {
    return stopping && !busy;
  }

  @Override
  public void wokenUp() {
    Lease held = lease;
    if (held != null && random.nextInt(3) == 0) {
      giveUp();
    } else if (random.nextBoolean()) {
      DistributedMutex mutex = node.kit().mutex("k" + random.nextInt(plan.keys()));
      var unused =
          mutex
              .with(plan.options(random))
              .tryLockAsync()
              .thenAccept(got -> got.ifPresent(LockWorker::giveBack));
    }
  }

  private static void giveBack(Lease lease) {
    var unused = lease.releaseAsync();
  }

  @Override
  public String doing() {
    return doing;
  }
}
