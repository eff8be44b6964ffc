package dev.lockstep.simulation;

import dev.lockstep.memory.MemoryProfile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the shipped engine in worlds that seeds decide. Each world has one thread and its own time;
 * several worlds run at a time, which changes nothing in them.
 */
public final class Simulation {
  private final SimulationOptions options;
  private final ProgressListener progress;
  private final Optional<MemoryProfile> profile;
  private final AtomicLong next = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Tally tally = new Tally();
  private final List<Violation> violations = new ArrayList<>();
  private final String[] hashes;
  private @Nullable Throwable broken;
  private long done;
  private long nanos;
  private long events;

  private Simulation(SimulationOptions options, ProgressListener progress) {
    this.options = options;
    this.progress = progress;
    this.profile = options.profile().map(MemoryProfile::like);
    this.hashes = new String[Math.toIntExact(options.seeds())];
  }

  /**
   * Runs all seeds. Blocks until they are done.
   *
   * @throws dev.lockstep.InvalidOptionException if no server is like that
   */
  public static SimulationReport run(SimulationOptions options, ProgressListener progress) {
    return new Simulation(options, progress).run();
  }

  /**
   * Runs one seed and tells everything that happens in it, line by line.
   *
   * @param reader hears each line, on the calling thread
   */
  public static SimulationReport replay(
      long seed, SimulationOptions options, Consumer<String> reader) {
    Simulation one =
        new Simulation(
            new SimulationOptions(1, seed, 1, options.profile(), options.mutant()),
            (seeds, of, found) -> {});
    one.take(0, Run.of(seed, one.profile, options.mutant(), reader));
    return one.report();
  }

  private SimulationReport run() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < options.threads(); i++) {
      Thread thread = new Thread(this::work, "lockstep-simulation-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      next.set(options.seeds());
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the simulation was interrupted", interrupted);
    }
    Throwable error = broken;
    if (error != null) {
      throw new IllegalStateException("the simulation itself failed", error);
    }
    return report();
  }

  private void work() {
    long index = next.getAndIncrement();
    while (index < options.seeds()) {
      long seed = options.firstSeed() + index;
      try {
        take(Math.toIntExact(index), Run.of(seed, profile, options.mutant(), null));
      } catch (RuntimeException | Error failed) {
        broken = new IllegalStateException("at seed " + seed, failed);
        next.set(options.seeds());
      }
      index = next.getAndIncrement();
    }
  }

  private void take(int index, Run.Result result) {
    lock.lock();
    try {
      done++;
      nanos += result.nanos();
      events += result.events();
      tally.add(result.tally());
      violations.addAll(result.violations());
      hashes[index] = result.hash();
      progress.done(done, options.seeds(), violations.size());
    } finally {
      lock.unlock();
    }
  }

  private SimulationReport report() {
    MessageDigest digest = Trace.sha256();
    for (String hash : hashes) {
      digest.update(hash.getBytes(StandardCharsets.UTF_8));
    }
    violations.sort(java.util.Comparator.comparingLong(Violation::seed));
    return new SimulationReport(
        done,
        nanos / 3.6e12,
        events,
        tally.grants,
        tally.losses,
        tally.faults,
        tally.handovers,
        tally.raises,
        tally.identifiers,
        List.copyOf(violations),
        HexFormat.of().formatHex(digest.digest()));
  }
}
