package dev.lockstep.zookeeper;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/**
 * One session of ZooKeeper, on a connection of its own. The client keeps the session alive by
 * itself; what that is worth is for renewals to say. Once it has ended it never comes back under
 * this handle, which is why it is none of Curator's. Thread-safe.
 */
final class Line implements Watcher, Ground {
  /**
   * The most that the paths on one session may take together. A server that ends a session names
   * them all in one transaction, and one of more than a megabyte brings the ensemble down.
   */
  static final int MOST_BYTES = 400 * 1024;

  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final AtomicInteger bytes = new AtomicInteger();
  private final ZooKeeper handle;
  private final Wire wire;

  Line(Client client, Duration timeout) {
    this.handle = client.connect(timeout, this);
    this.wire = client.wire(() -> handle);
  }

  /** Completes once the session is there. */
  CompletionStage<Line> opened() {
    return connected.thenApply(nothing -> this);
  }

  @Override
  public void process(WatchedEvent event) {
    if (event.getState() == KeeperState.SyncConnected) {
      connected.complete(null);
    } else if (event.getState() == KeeperState.AuthFailed) {
      connected.completeExceptionally(KeeperException.create(KeeperException.Code.AUTHFAILED));
    }
  }

  @Override
  public Wire wire() {
    return wire;
  }

  @Override
  public CreateMode mode() {
    return CreateMode.EPHEMERAL;
  }

  /** As the server granted it. */
  Duration timeout() {
    return Duration.ofMillis(handle.getSessionTimeout());
  }

  ZooKeeper handle() {
    return handle;
  }

  /** Nobody waits for it any longer. */
  void giveUp(Throwable why) {
    connected.completeExceptionally(why);
  }

  /** So much is on it. */
  void holds(int paths) {
    bytes.set(paths);
  }

  /** Whether there is room for one more path; if so it is taken. */
  boolean takes(String path) {
    if (bytes.addAndGet(path.length()) <= MOST_BYTES) {
      return true;
    }
    bytes.addAndGet(-path.length());
    return false;
  }

  @Override
  public void gone(String path) {
    bytes.addAndGet(-path.length());
  }
}
