package dev.lockstep.zookeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.Stat;

/**
 * Somebody with the server's own client and words, who knows nothing of locks.
 *
 * @param port of the server, on this machine
 * @param login user:password; empty if nobody asks
 */
record Operator(int port, String login) {
  private static final int TIMEOUT_MILLIS = 10_000;

  private interface Work<T> {
    T with(ZooKeeper client) throws KeeperException, InterruptedException;
  }

  private <T> T operate(Work<T> work) {
    ZKClientConfig settings = new ZKClientConfig();
    settings.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    CountDownLatch connected = new CountDownLatch(1);
    try (ZooKeeper client =
        new ZooKeeper(
            "127.0.0.1:" + port,
            TIMEOUT_MILLIS,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            },
            settings)) {
      if (!login.isEmpty()) {
        client.addAuthInfo("digest", login.getBytes(StandardCharsets.UTF_8));
      }
      if (!connected.await(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the operator cannot connect");
      }
      return work.with(client);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (KeeperException failed) {
      throw new IllegalStateException(failed);
    }
  }

  void keepOthersOut() {
    operate(client -> client.setACL("/", ZooDefs.Ids.CREATOR_ALL_ACL, -1));
  }

  void make(String path) {
    operate(
        client ->
            client.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
  }

  List<String> children(String path) {
    return operate(client -> client.getChildren(path, false));
  }

  /** All nodes from there on, with what the server knows of them. */
  SortedMap<String, Stat> nodes(String path) {
    return operate(
        client -> {
          SortedMap<String, Stat> nodes = new TreeMap<>();
          collect(client, path, nodes);
          return nodes;
        });
  }

  private static void collect(ZooKeeper client, String path, Map<String, Stat> into)
      throws KeeperException, InterruptedException {
    Stat stat = new Stat();
    List<String> children;
    try {
      children = client.getChildren(path, false, stat);
    } catch (KeeperException.NoNodeException gone) {
      return;
    }
    into.put(path, stat);
    for (String child : children) {
      collect(client, path + "/" + child, into);
    }
  }

  /** Deletes it with all below it, at once; false if nothing was there. */
  boolean deleteAll(String path) {
    return operate(
        client -> {
          while (true) {
            SortedMap<String, Stat> nodes = new TreeMap<>();
            collect(client, path, nodes);
            List<Op> ops = new ArrayList<>();
            nodes.keySet().stream()
                .sorted(Comparator.reverseOrder())
                .forEach(node -> ops.add(Op.delete(node, -1)));
            try {
              client.multi(ops);
              return !ops.isEmpty();
            } catch (KeeperException.NoNodeException | KeeperException.NotEmptyException changed) {
              // Somebody wrote meanwhile: once more.
              nodes.clear();
            }
          }
        });
  }

  /** Changes what stands there; false if nothing does. */
  boolean change(String path, Consumer<byte[]> change) {
    return operate(
        client -> {
          try {
            byte[] data = client.getData(path, false, null);
            change.accept(data);
            client.setData(path, data, -1);
            return true;
          } catch (KeeperException.NoNodeException nothing) {
            return false;
          }
        });
  }

  /** The paths that somebody watches. */
  List<String> watched() {
    return word("wchp").lines().filter(line -> line.startsWith("/")).toList();
  }

  /** How many transactions there were: each write is one, also one that was refused. */
  long writes() {
    return Long.decode(number("srvr", "Zxid: "));
  }

  /** How many packets the server got from all clients. */
  long packets() {
    return Long.parseLong(number("srvr", "Received: "));
  }

  /** How many clients are connected, but for the one who asks. */
  long connections() {
    return word("cons").lines().filter(line -> line.contains("sid=")).count();
  }

  private String number(String word, String before) {
    return word(word)
        .lines()
        .filter(line -> line.startsWith(before))
        .map(line -> line.substring(before.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  /** What the server answers to one of its words of four letters. */
  String word(String word) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
