package dev.lockstep.zookeeper;

import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Watchers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;

/**
 * The watches of a store, one for each key or domain that somebody waits for, all on the common
 * connection. What happens while that is broken is never told; then everybody looks again.
 * Thread-safe.
 */
final class Hints implements Watcher {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Watched> watched = new HashMap<>();
  private final Watchers watchers = new Watchers();
  private final Wire wire;
  private final Layout layout;

  Hints(Wire wire, Layout layout) {
    this.wire = wire;
    this.layout = layout;
  }

  /** One watch at the servers, and how many share it. */
  private static final class Watched {
    final CompletionStage<Void> listening;
    int sharers;

    /** The client repeats on its next connection only what a server had confirmed. */
    volatile boolean unconfirmed;

    Watched(CompletionStage<Void> listening) {
      this.listening = listening;
    }
  }

  CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    String path = layout.watched(key);
    Registration told = watchers.add(key, hint);
    AtomicBoolean open = new AtomicBoolean(true);
    Registration both =
        () -> {
          if (open.getAndSet(false)) {
            told.close();
            leave(path);
          }
        };
    return join(path)
        .whenComplete(
            (nothing, error) -> {
              if (error != null) {
                both.close();
              }
            })
        .thenApply(nothing -> both);
  }

  private CompletionStage<Void> join(String path) {
    lock.lock();
    try {
      Watched at = watched.computeIfAbsent(path, p -> new Watched(wire.watch(p, this)));
      at.sharers++;
      return at.listening;
    } finally {
      lock.unlock();
    }
  }

  private void leave(String path) {
    lock.lock();
    try {
      Watched at = watched.get(path);
      if (at != null && --at.sharers == 0) {
        watched.remove(path);
        wire.unwatch(path);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The connection is back: what happened meanwhile was not heard. */
  void reconnected(boolean withoutWatches) {
    lock.lock();
    try {
      watched.forEach(
          (path, at) -> {
            if (withoutWatches || at.unconfirmed) {
              again(path, at);
            }
          });
    } finally {
      lock.unlock();
    }
    watchers.tellAll();
  }

  /** In order on one connection: what is looked at after a hint is looked at while watching. */
  private void again(String path, Watched at) {
    at.unconfirmed = true;
    var unused = wire.watch(path, this).thenRun(() -> at.unconfirmed = false);
  }

  /** Another kit on a client that both were lent has ended its watch there, and ours with it. */
  private void watchOn(String path) {
    lock.lock();
    try {
      Watched at = watched.get(path);
      if (at == null) {
        return;
      }
      again(path, at);
    } finally {
      lock.unlock();
    }
    watchers.tellAll();
  }

  /**
   * A record is taken and freed with its child. Nobody waits for a lock to be taken or handed over;
   * of leaders and domains all is observed.
   */
  @Override
  public void process(WatchedEvent event) {
    String path = event.getPath();
    if (path == null || watchers.isEmpty()) {
      return;
    }
    if (event.getType() == EventType.PersistentWatchRemoved) {
      watchOn(path);
      return;
    }
    boolean freed = event.getType() == EventType.NodeDeleted;
    boolean ofChild = layout.isChild(path);
    layout
        .key(path)
        .filter(key -> freed ? ofChild : !key.kind().equals("mutex"))
        .ifPresent(watchers::tell);
  }
}
