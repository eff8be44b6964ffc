package dev.lockstep.conformance;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Lease;
import dev.lockstep.LockstepException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A kit of a {@link FaultRun}, with a way of its own to the backend: takes the lock and gives it
 * back, until told to end. Its faults are commanded by one other thread.
 */
final class Contestant implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Contestant.class);
  private static final Duration BREATH = Duration.ofMillis(1);
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Wire wire;
  private final DistributedMutex mutex;
  private final Queue<Section> sections = new ConcurrentLinkedQueue<>();

  /** Who waits for the next lease, in order to see it lost. */
  private final BlockingQueue<CompletableFuture<Lease>> doom = new ArrayBlockingQueue<>(1);

  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private volatile boolean over;

  /** A contestant on that wire. */
  Contestant(Wire wire, DistributedMutex mutex) {
    this.wire = wire;
    this.mutex = mutex;
  }

  @Override
  public void run() {
    while (!over) {
      try (Lease lease = mutex.lock()) {
        sections.add(section(lease));
      } catch (LockstepException notNow) {
        LOG.debug("a contestant got no lock, or could not give it back; it goes on", notNow);
      }
      Eventually.pass(BREATH);
    }
    ended.complete(true);
  }

  private Section section(Lease lease) {
    long begin = System.nanoTime();
    CompletableFuture<Lease> told = doom.poll();
    if (told != null) {
      told.complete(lease);
      Eventually.within(BOUND, "a lease is lost whose holder was cut off", () -> !lease.isHeld());
    }
    long end = System.nanoTime();
    return new Section(lease.token(), begin, end, lease.isHeld());
  }

  /** Cuts it off while it holds the lock, until it has lost its lease. */
  void loseItsLease() {
    CompletableFuture<Lease> held = new CompletableFuture<>();
    doom.add(held);
    Lease lease = Eventually.answer(BOUND, "a contestant has the lock", held);
    wire.blackHole();
    Eventually.answer(BOUND, "the loss of a lease", lease.lost());
    wire.heal();
  }

  /** Cuts it off for a moment. */
  void cutOffFor(Duration time) {
    wire.cut();
    Eventually.pass(time);
    wire.heal();
  }

  /** What it did so far. */
  List<Section> sections() {
    return List.copyOf(sections);
  }

  /** Tells it to end. */
  void stop() {
    over = true;
  }

  /** Waits until it has. */
  void awaitEnd() {
    Eventually.answer(BOUND, "a contestant ends", ended);
  }
}
