package dev.lockstep.servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A Redis Cluster on loopback, always our own: three primaries that share the slots, and a replica
 * of each. Thread-safe.
 */
public final class RedisCluster implements AutoCloseable {
  private static final int PRIMARIES = 3;
  private static final int SLOTS = 16_384;
  private final RedisAdmin admin = new RedisAdmin();
  private final List<RealServer> nodes = new ArrayList<>();
  private final List<OwnServer> started = new ArrayList<>();

  private RedisCluster() {}

  /**
   * Starts them all, and returns when each primary takes writes and has its replica.
   *
   * @throws ServerNotFound if no Redis can be had here
   * @throws ServerFailed if they do not start within half a minute
   */
  public static RedisCluster start() {
    RedisCluster cluster = new RedisCluster();
    try {
      cluster.begin();
      return cluster;
    } catch (RuntimeException failed) {
      cluster.close();
      throw failed;
    }
  }

  private void begin() {
    for (int i = 0; i < 2 * PRIMARIES; i++) {
      OwnServer node =
          OwnServer.start(new RedisKind(RedisSetup.DEFAULT.owned(), new RedisRole.Node()));
      started.add(node);
      nodes.add(node);
    }
    try {
      for (int i = 0; i < nodes.size(); i++) {
        ask(nodes.get(i), "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        if (i < PRIMARIES) {
          String first = Integer.toString(SLOTS * i / PRIMARIES);
          String last = Integer.toString(SLOTS * (i + 1) / PRIMARIES - 1);
          ask(nodes.get(i), "CLUSTER", "ADDSLOTSRANGE", first, last);
        }
      }
      for (OwnServer node : started.subList(1, started.size())) {
        String bus = Integer.toString(node.ports().get(1));
        ask(nodes.get(0), "CLUSTER", "MEET", Site.HOST, Integer.toString(node.port()), bus);
      }
      Settling.await(
          this,
          "all know each other",
          () -> allSay("cluster_known_nodes:" + nodes.size()) && allSay("cluster_state:ok"));
      for (int i = PRIMARIES; i < nodes.size(); i++) {
        ask(nodes.get(i), "CLUSTER", "REPLICATE", id(nodes.get(i - PRIMARIES)));
      }
    } catch (IOException e) {
      throw new ServerFailed(this + " was not made: " + e.getMessage(), e);
    }
    awaitReplicas();
  }

  /** Waits until each primary has a replica that has all, and all nodes know of each. */
  public void awaitReplicas() {
    Settling.await(
        this,
        "each primary has its replica",
        () -> {
          for (RealServer node : nodes) {
            String said = ask(node, "CLUSTER", "NODES");
            long primaries = said.lines().filter(line -> line.contains("master -")).count();
            long replicas =
                said.lines()
                    .filter(line -> line.contains("slave ") && !line.contains("fail"))
                    .count();
            String state = ask(node, "INFO", "replication");
            if (primaries != PRIMARIES
                || replicas != PRIMARIES
                || !(state.contains("master_link_status:up") || state.contains("state=online"))) {
              return false;
            }
          }
          return allSay("cluster_state:ok");
        });
  }

  private boolean allSay(String line) throws IOException {
    for (RealServer node : nodes) {
      if (!ask(node, "CLUSTER", "INFO").lines().anyMatch(line::equals)) {
        return false;
      }
    }
    return true;
  }

  private String id(RealServer node) throws IOException {
    return ask(node, "CLUSTER", "MYID");
  }

  private String ask(RealServer node, String... words) throws IOException {
    return admin.ask(new RedisAddress(node.host(), node.port(), null, null, null), words);
  }

  /** All nodes, primaries and replicas, those that are down too. */
  public List<RealServer> nodes() {
    return List.copyOf(nodes);
  }

  /** What clients connect with: all nodes. */
  public String url() {
    return "redis-cluster://"
        + nodes.stream()
            .map(node -> node.host() + ":" + node.port())
            .collect(Collectors.joining(","));
  }

  /**
   * The primary in which a key stands that matches the pattern, by its own word.
   *
   * @throws ServerFailed if none does within half a minute
   */
  public RealServer primaryOf(String pattern) {
    List<RealServer> found = new ArrayList<>();
    Settling.await(
        this,
        "a primary has " + pattern,
        () -> {
          primaries().stream().filter(node -> has(node, pattern)).findFirst().ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.get(0);
  }

  private boolean has(RealServer node, String pattern) {
    return answered(node, "KEYS", pattern).filter(keys -> !keys.isEmpty()).isPresent();
  }

  private List<RealServer> primaries() {
    return nodes.stream()
        .filter(
            node ->
                answered(node, "INFO", "replication")
                    .filter(said -> said.contains("role:master"))
                    .isPresent())
        .toList();
  }

  private Optional<String> answered(RealServer node, String... words) {
    try {
      return Optional.of(ask(node, words));
    } catch (IOException down) {
      return Optional.empty();
    }
  }

  /** Ends all nodes and deletes their data; idempotent. */
  @Override
  public void close() {
    nodes.forEach(RealServer::close);
  }

  @Override
  public String toString() {
    return "a Redis Cluster of " + nodes;
  }
}
