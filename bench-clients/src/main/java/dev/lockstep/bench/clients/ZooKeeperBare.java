package dev.lockstep.bench.clients;

import dev.lockstep.bench.Bare;
import dev.lockstep.bench.BareTarget;
import dev.lockstep.spi.Envelope;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** The transactions of the adapter, by the client that Curator keeps connected. */
final class ZooKeeperBare implements Bare {
  private static final byte[] NOTHING = {};

  private final ZooKeeper zooKeeper;
  private final String at;
  private final Op sameHistory;
  private final byte[] body;
  private String child = "";
  private int dataVersion;

  ZooKeeperBare(BareTarget target, CuratorFramework curator) {
    String name = target.key().name();
    String path = target.url().getPath() == null ? "" : target.url().getPath();
    String root = path.replaceAll("/$", "") + "/" + target.namespace();
    String above = root + "/mutex/~" + shard(name);
    this.at = above + "/" + name;
    this.body = target.body();
    try {
      this.zooKeeper = curator.getZookeeperClient().getZooKeeper();
      if (zooKeeper.exists(above, false) == null) {
        curator.create().creatingParentContainersIfNeeded().forPath(above);
      }
      String witness = zooKeeper.getChildren(root + "/history", false).get(0);
      this.sameHistory = Op.check(root + "/history/" + witness, -1);
    } catch (Exception failed) {
      throw new IllegalStateException("the bare client of ZooKeeper cannot begin", failed);
    }
  }

  /** One of 256, so that the path is as long. */
  private static String shard(String name) {
    return HexFormat.of().toHexDigits((byte) name.hashCode());
  }

  @Override
  public CompletionStage<?> lock() {
    child = at + "/" + UUID.randomUUID().toString().replace("-", "");
    dataVersion = 0;
    return sent(
        sameHistory,
        Op.create(at, value(), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER),
        Op.create(child, NOTHING, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL));
  }

  @Override
  public CompletionStage<?> unlock() {
    return sent(Op.delete(child, -1), Op.delete(at, dataVersion));
  }

  @Override
  public CompletionStage<?> handOver() {
    return sent(sameHistory, Op.check(child, -1), Op.setData(at, value(), dataVersion++));
  }

  /** The base of tokens is as long whatever it is. */
  private byte[] value() {
    return Envelope.granting(UUID.randomUUID(), 0, body).encode();
  }

  @Override
  public boolean listen(Runnable released) {
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    zooKeeper.addWatch(
        at,
        event -> {
          if (event.getType() == Watcher.Event.EventType.NodeDeleted
              && at.equals(event.getPath())) {
            released.run();
          }
        },
        AddWatchMode.PERSISTENT_RECURSIVE,
        (rc, path, context) -> listening.complete(rc),
        null);
    return listening.join() == KeeperException.Code.OK.intValue();
  }

  /** What it watches ends with the kit that lent the client. */
  @Override
  public void close() {
    // The ephemeral node went with the last unlock.
  }

  private CompletionStage<?> sent(Op... operations) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    zooKeeper.multi(
        List.of(operations),
        (rc, path, context, results) -> {
          boolean refused =
              results == null
                  || results.stream()
                      .anyMatch(it -> it instanceof OpResult.ErrorResult e && e.getErr() != 0);
          if (refused) {
            answer.completeExceptionally(new IllegalStateException("ZooKeeper refused: " + rc));
          } else {
            answer.complete(true);
          }
        },
        null);
    return answer;
  }
}
