package dev.lockstep.servers;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What must end with this JVM though nobody closed it. */
final class Leftovers {
  private static final Set<Runnable> ENDINGS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> ENDINGS.forEach(Leftovers::run), "lockstep-servers-leftovers"));
  }

  private Leftovers() {}

  /** Runs the ending at the end of the JVM, unless {@link #remove} comes first. */
  static void add(Runnable ending) {
    ENDINGS.add(ending);
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
