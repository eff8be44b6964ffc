package dev.lockstep.zookeeper;

import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;

/**
 * One session of ZooKeeper, and more where one would grow too large; they are renewed and ended
 * together. Thread-safe.
 */
final class ZooKeeperSession implements Session {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final Sessions sessions;
  private final Duration ttl;
  private @Nullable CompletionStage<Line> next;
  private volatile boolean over;
  private volatile long renewedAt;

  ZooKeeperSession(Sessions sessions, Line first, long nowNanos) {
    this.sessions = sessions;
    this.renewedAt = nowNanos;
    this.ttl = first.timeout();
    lines.add(first);
  }

  @Override
  public Duration ttl() {
    return ttl;
  }

  @Override
  public Duration validity() {
    return ttl;
  }

  /** A write through a follower does not touch the session at the leader; the next one tells. */
  @Override
  public Basis basis() {
    return Basis.PREVIOUS_SEND;
  }

  @Override
  public Duration apart() {
    return sessions.apart();
  }

  @Override
  public Scope scope() {
    return Scope.SESSION;
  }

  void renewedAt(long nowNanos) {
    renewedAt = nowNanos;
  }

  /** How long nobody may renew it any more, before it is ended. */
  long leftUnrenewed(long nowNanos) {
    return renewedAt + ttl.toNanos() - nowNanos;
  }

  List<Line> lines() {
    return lines;
  }

  boolean isOver() {
    return over;
  }

  /** Ends it here, and tells what is left to be ended at the server. */
  List<Line> end() {
    lock.lock();
    try {
      over = true;
      List<Line> left = List.copyOf(lines);
      lines.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** That one has ended. */
  void lost(Line line) {
    lines.remove(line);
  }

  /** Where there is room for one more path, which is taken. */
  CompletionStage<Line> roomFor(String path) {
    for (Line line : lines) {
      if (line.takes(path)) {
        return CompletableFuture.completedFuture(line);
      }
    }
    return another().thenCompose(line -> roomFor(path));
  }

  private CompletionStage<Line> another() {
    lock.lock();
    try {
      if (over || lines.isEmpty()) {
        return CompletableFuture.failedFuture(
            KeeperException.create(KeeperException.Code.SESSIONEXPIRED));
      }
      CompletionStage<Line> opening = next;
      if (opening == null) {
        opening = sessions.line(ttl).thenApply(this::joined);
        next = opening;
        opening.whenComplete((line, error) -> forget());
      }
      return opening;
    } finally {
      lock.unlock();
    }
  }

  private Line joined(Line line) {
    lock.lock();
    try {
      if (!over && line.timeout().compareTo(ttl) >= 0) {
        lines.add(line);
        return line;
      }
    } finally {
      lock.unlock();
    }
    var unused = sessions.close(line);
    throw new IllegalStateException(
        "the servers grant shorter sessions than before, or this one is over");
  }

  private void forget() {
    lock.lock();
    try {
      next = null;
    } finally {
      lock.unlock();
    }
  }
}
