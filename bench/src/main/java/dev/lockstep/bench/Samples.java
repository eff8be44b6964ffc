package dev.lockstep.bench;

import java.util.Arrays;

/** Times of operations, in nanoseconds. */
final class Samples {
  private long[] nanos = new long[1024];
  private int count;
  private boolean sorted;

  void add(long sample) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = sample;
    sorted = false;
  }

  double medianMicros() {
    return (at((count - 1) / 2) + at(count / 2)) / 2000.0;
  }

  /** What 99 of 100 operations did not exceed. */
  double p99Micros() {
    return at((int) Math.ceil(count * 0.99) - 1) / 1000.0;
  }

  /** Of operations that follow one another. */
  double perSecond() {
    return count * 1e9 / Arrays.stream(nanos, 0, count).sum();
  }

  private long at(int rank) {
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    return nanos[rank];
  }
}
