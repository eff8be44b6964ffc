package dev.lockstep.conformance;

import dev.lockstep.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Kits contend for one lock while their ways to the backend go bad; what they did under it is
 * written down, and counted (S3). Run by one thread, once.
 */
final class FaultRun {
  private static final int CONTESTANTS = 4;
  private static final Duration BREATH = Duration.ofMillis(250);

  private final Bench bench;
  private final FaultPlan plan;
  private final SplittableRandom random;
  private final List<Contestant> contestants = new ArrayList<>();
  private int faults;
  private int losses;

  FaultRun(Bench bench, FaultPlan plan, long seed) {
    this.bench = bench;
    this.plan = plan;
    this.random = new SplittableRandom(seed);
  }

  /** Runs as planned, and on until enough was seen or the time is over. */
  void run(String key, LockOptions options) {
    long deadline = System.nanoTime() + plan.atMost().toNanos();
    for (int i = 0; i < CONTESTANTS; i++) {
      Wire wire = bench.wire();
      Contestant contestant = new Contestant(wire, bench.kit(wire).mutex(key).with(options));
      contestants.add(contestant);
      bench.threads().execute(contestant);
    }
    for (int i = 0; i < Math.max(plan.losses(), plan.cuts()); i++) {
      if (i < plan.losses()) {
        any().loseItsLease();
        losses++;
        faults++;
        Eventually.pass(BREATH);
      }
      if (i < plan.cuts()) {
        any().cutOffFor(BREATH);
        faults++;
        Eventually.pass(BREATH);
      }
    }
    while (!counts().isEnough() && System.nanoTime() - deadline < 0) {
      Eventually.pass(BREATH);
    }
    // All of them hear of it before the first one is waited for.
    contestants.forEach(Contestant::stop);
    contestants.forEach(Contestant::awaitEnd);
  }

  /** What is wrong, in words; nothing if the sections were exclusive and their tokens rise. */
  List<String> violations() {
    return Sections.violations(
        contestants.stream().flatMap(contestant -> contestant.sections().stream()).toList());
  }

  /** What was seen so far. */
  FaultCounts counts() {
    record Turn(Contestant whose, Section section) {}
    List<Contestant> inOrder =
        contestants.stream()
            .flatMap(whose -> whose.sections().stream().map(section -> new Turn(whose, section)))
            .sorted(Comparator.comparingLong(turn -> turn.section().token()))
            .map(Turn::whose)
            .toList();
    long handovers = 0;
    for (int i = 1; i < inOrder.size(); i++) {
      handovers += inOrder.get(i) == inOrder.get(i - 1) ? 0 : 1;
    }
    return new FaultCounts(bench.operations(), handovers, faults, losses);
  }

  private Contestant any() {
    return contestants.get(random.nextInt(CONTESTANTS));
  }
}
