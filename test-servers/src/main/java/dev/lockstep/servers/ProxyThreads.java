package dev.lockstep.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The daemon threads of one proxy, so that its end can wait for theirs. */
final class ProxyThreads {
  private static final Duration JOIN_BOUND = Duration.ofSeconds(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Thread> started = new ArrayList<>();
  private final String prefix;

  ProxyThreads(String prefix) {
    this.prefix = prefix;
  }

  void start(String what, Runnable work) {
    Thread thread = new Thread(work, prefix + what);
    thread.setDaemon(true);
    lock.lock();
    try {
      started.removeIf(earlier -> !earlier.isAlive());
      thread.start();
      started.add(thread);
    } finally {
      lock.unlock();
    }
  }

  void join() {
    List<Thread> all;
    lock.lock();
    try {
      all = List.copyOf(started);
    } finally {
      lock.unlock();
    }
    Sockets.join(all, JOIN_BOUND);
  }
}
