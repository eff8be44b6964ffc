package dev.lockstep.servers;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The daemon threads of one proxy, so that its end can wait for theirs. */
final class ProxyThreads {
  private static final Duration JOIN_BOUND = Duration.ofSeconds(10);

  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final String prefix;

  ProxyThreads(String prefix) {
    this.prefix = prefix;
  }

  void start(String what, Runnable work) {
    Thread thread = new Thread(() -> run(work), prefix + what);
    thread.setDaemon(true);
    running.add(thread);
    thread.start();
  }

  void join() {
    Sockets.join(List.copyOf(running), JOIN_BOUND);
  }

  private void run(Runnable work) {
    try {
      work.run();
    } finally {
      running.remove(Thread.currentThread());
    }
  }
}
