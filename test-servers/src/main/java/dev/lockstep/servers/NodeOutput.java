package dev.lockstep.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The lines a child prints, read as they come by a thread that ends with the stream. */
final class NodeOutput {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<String> all = new ArrayList<>();
  private final List<String> untaken = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  NodeOutput(InputStream stream, String threadName) {
    reader = new Thread(() -> read(stream), threadName);
    reader.setDaemon(true);
    reader.start();
  }

  /** Takes the first line not taken before that matches; empty at the bound or the stream's end. */
  Optional<String> take(Predicate<String> matching, Duration bound) throws InterruptedException {
    long left = bound.toNanos();
    lock.lock();
    try {
      while (true) {
        Optional<String> line = untaken.stream().filter(matching).findFirst();
        if (line.isPresent()) {
          untaken.remove(line.get());
          return line;
        }
        if (ended || left <= 0) {
          return Optional.empty();
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean hasEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  void awaitEnd(Duration bound) throws InterruptedException {
    take(line -> false, bound);
  }

  List<String> lines() {
    lock.lock();
    try {
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }

  String last(int count) {
    List<String> lines = lines();
    return String.join("\n  ", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }

  Thread reader() {
    return reader;
  }

  private void read(InputStream stream) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("[the stream broke: " + e.getMessage() + "]");
    } finally {
      end();
    }
  }

  private void add(String line) {
    lock.lock();
    try {
      all.add(line);
      untaken.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
