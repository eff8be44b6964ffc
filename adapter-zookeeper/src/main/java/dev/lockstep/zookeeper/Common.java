package dev.lockstep.zookeeper;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.api.CuratorEventType;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * The connection for what lives with no session: reads, watches, records that stay. Curator makes
 * it anew when its session ends; it is asked for the handle only when it says that there is one,
 * because else it may block. Thread-safe.
 */
final class Common implements Ground {
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CuratorFramework curator;
  private final Wire wire;
  private volatile Consumer<Boolean> reconnected = another -> {};
  private volatile @Nullable ZooKeeper handle;

  /**
   * By that client.
   *
   * @param wires how its handle is asked
   */
  Common(CuratorFramework curator, Function<Supplier<ZooKeeper>, Wire> wires) {
    this.curator = curator;
    this.wire = wires.apply(this::handle);
    curator
        .getConnectionStateListenable()
        .addListener((client, state) -> changed(state), Runnable::run);
    curator.getCuratorListenable().addListener((client, event) -> heard(event));
  }

  /** Completes once there is a connection, or when the servers refuse the login. */
  CompletableFuture<Void> connected() {
    if (curator.getZookeeperClient().isConnected()) {
      changed(ConnectionState.CONNECTED);
    }
    return connected;
  }

  /** What to do when the connection is back; it is told whether the watches are gone. */
  void onReconnect(Consumer<Boolean> doing) {
    reconnected = doing;
  }

  private void changed(ConnectionState state) {
    if (!state.isConnected()) {
      return;
    }
    try {
      ZooKeeper now = curator.getZookeeperClient().getZooKeeper();
      boolean another = now != handle;
      handle = now;
      connected.complete(null);
      reconnected.accept(another);
    } catch (Exception goneAgain) {
      // Then it will be told anew.
      connected.isDone();
    }
  }

  private void heard(CuratorEvent event) {
    if (event.getType() == CuratorEventType.WATCHED
        && event.getWatchedEvent().getState() == KeeperState.AuthFailed) {
      connected.completeExceptionally(KeeperException.create(KeeperException.Code.AUTHFAILED));
    }
  }

  @Override
  public Wire wire() {
    return wire;
  }

  @Override
  public CreateMode mode() {
    return CreateMode.PERSISTENT;
  }

  CuratorFramework curator() {
    return curator;
  }

  /** What the servers granted this connection: they have a shortest session. */
  Duration timeout() {
    return Duration.ofMillis(handle().getSessionTimeout());
  }

  private ZooKeeper handle() {
    ZooKeeper now = handle;
    if (now == null) {
      throw new IllegalStateException("not connected yet");
    }
    return now;
  }
}
