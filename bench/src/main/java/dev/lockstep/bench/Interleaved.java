package dev.lockstep.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Lets subjects work in turns, so that whatever disturbs one disturbs the other as well. */
final class Interleaved {
  private final Subjects subjects;
  private final Random random;

  Interleaved(Subjects subjects, long seed) {
    this.subjects = subjects;
    this.random = new Random(seed);
  }

  /** The times of each, after a warm-up that does the same. */
  Map<String, Samples> measured(BenchOptions options) {
    rounds(BenchOptions.rounds(options.warmUp()));
    return rounds(BenchOptions.rounds(options.each()));
  }

  /** So many turns of each, in an order that the seed decides. */
  Map<String, Samples> rounds(int rounds) {
    Map<String, Samples> times = new LinkedHashMap<>();
    subjects.byName().keySet().forEach(name -> times.put(name, new Samples()));
    List<Map.Entry<String, Subject>> order = new ArrayList<>(subjects.byName().entrySet());
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (Map.Entry<String, Subject> subject : order) {
        block(subject.getValue(), times.computeIfAbsent(subject.getKey(), name -> new Samples()));
      }
    }
    return times;
  }

  private static void block(Subject subject, Samples times) {
    long end = System.nanoTime() + BenchOptions.BLOCK.toNanos();
    do {
      subject.prepare();
      times.add(subject.operate());
    } while (System.nanoTime() - end < 0);
  }
}
