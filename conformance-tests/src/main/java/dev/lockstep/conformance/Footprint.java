package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What there was before something was done: threads of this JVM, connections at the backend. Only a
 * test that has the JVM to itself can tell whose they are.
 */
final class Footprint {
  /** How the names of the suite's own threads begin. */
  private static final String SUITE = "suite-";

  private final BackendUnderTest backend;
  private final Set<Thread> threads;
  private final int connections;

  private Footprint(BackendUnderTest backend) {
    this.backend = backend;
    this.connections = backend.connections();
    this.threads = new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  static Footprint of(BackendUnderTest backend) {
    return new Footprint(backend);
  }

  /** Waits until nothing is left of what came since. */
  void assertBackWithin(Duration bound) {
    long until = System.nanoTime() + bound.toNanos();
    Eventually.settle(bound, () -> newThreads().isEmpty());
    assertThat(newThreads()).as("threads more").isEmpty();
    Duration left = Duration.ofNanos(until - System.nanoTime());
    Eventually.settle(left, () -> backend.connections() <= connections);
    assertThat(backend.connections()).as("connections").isLessThanOrEqualTo(connections);
  }

  private SortedSet<String> newThreads() {
    SortedSet<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      boolean ofTheSuite = thread.getName().startsWith(SUITE);
      if (!threads.contains(thread) && thread.isAlive() && !ofTheSuite) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  /** Bytes of the heap that are in use after a collection of garbage. */
  static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
