package dev.lockstep.servers;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What must end with this JVM though nobody closed it. */
final class Leftovers {
  private static final Set<Runnable> ENDINGS = ConcurrentHashMap.newKeySet();

  /** Taken to read by whoever starts something, and to write, for good, by the end of the JVM. */
  private static final ReentrantReadWriteLock ENDED = new ReentrantReadWriteLock();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::end, "lockstep-servers-leftovers"));
  }

  private Leftovers() {}

  /** Runs the ending at the end of the JVM, unless {@link #remove} comes first. */
  static void add(Runnable ending) {
    ENDINGS.add(ending);
  }

  /**
   * Starts what adds its ending meanwhile, so that the end of the JVM finds either nothing or both;
   * once that has begun, this never returns.
   */
  static <T> T starting(Start<T> start) throws IOException {
    ENDED.readLock().lock();
    try {
      return start.run();
    } finally {
      ENDED.readLock().unlock();
    }
  }

  /** What may fail to start. */
  interface Start<T> {
    T run() throws IOException;
  }

  private static void end() {
    ENDED.writeLock().lock();
    ENDINGS.forEach(Leftovers::run);
  }

  private static void run(Runnable ending) {
    try {
      ending.run();
    } catch (RuntimeException e) {
      // The others have to end too.
      System.err.println("lockstep: left behind at the end of the JVM: " + e);
    }
  }

  static void remove(Runnable ending) {
    ENDINGS.remove(ending);
  }
}
