package dev.lockstep.servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A primary and its replica on loopback, always our own, and three sentinels that watch them. What
 * the replica has not been told is lost when the primary dies. Thread-safe.
 */
public final class RedisSentinels implements AutoCloseable {
  /** By which sentinels know the primary. */
  public static final String NAME = "lockstep";

  private final RedisAdmin admin = new RedisAdmin();
  private final List<RealServer> data = new ArrayList<>();
  private final List<RealServer> sentinels = new ArrayList<>();

  private RedisSentinels() {}

  /**
   * Starts them all, and returns when the replica has everything and each sentinel knows of it.
   *
   * @throws ServerNotFound if no Redis can be had here
   * @throws ServerFailed if they do not start within half a minute
   */
  public static RedisSentinels start() {
    RedisSentinels group = new RedisSentinels();
    try {
      group.begin();
      return group;
    } catch (RuntimeException failed) {
      group.close();
      throw failed;
    }
  }

  private void begin() {
    RealServer primary = OwnServer.start(kind(RedisRole.ALONE));
    data.add(primary);
    data.add(OwnServer.start(kind(new RedisRole.Replica(primary.port()))));
    for (int i = 0; i < 3; i++) {
      sentinels.add(OwnServer.start(kind(new RedisRole.Sentinel(NAME, primary.port(), 2))));
    }
    awaitReplica();
  }

  private static RedisKind kind(RedisRole role) {
    return new RedisKind(RedisSetup.DEFAULT.owned(), role);
  }

  /** Waits until the replica has all that the primary has, and sentinels could promote it. */
  public void awaitReplica() {
    Settling.await(
        this,
        "the replica is up",
        () ->
            admin.ask(address(primary()), "INFO", "replication").contains("state=online")
                && sentinels.stream().allMatch(this::knowsAll));
  }

  private boolean knowsAll(RealServer sentinel) {
    try {
      String known = admin.ask(address(sentinel), "INFO", "sentinel");
      return known.contains("status=ok") && known.contains("slaves=1,sentinels=3");
    } catch (IOException down) {
      return false;
    }
  }

  /** What clients connect with: the sentinels. */
  public String url() {
    return "redis-sentinel://"
        + sentinels.stream()
            .map(sentinel -> sentinel.host() + ":" + sentinel.port())
            .collect(Collectors.joining(","))
        + "?sentinel-master="
        + NAME;
  }

  /** The one of the two that sentinels say is the primary, whether it runs or not. */
  public RealServer primary() {
    int port = portOfPrimary(sentinels.get(0));
    return data.stream().filter(server -> server.port() == port).findFirst().orElseThrow();
  }

  /** The other one. */
  public RealServer replica() {
    RealServer primary = primary();
    return data.stream().filter(server -> server != primary).findFirst().orElseThrow();
  }

  /** The sentinels, those that are down too. */
  public List<RealServer> sentinels() {
    return List.copyOf(sentinels);
  }

  /** Has the replica promoted without need, and waits until all sentinels say so. */
  public void failOver() {
    RealServer before = primary();
    Settling.await(
        this,
        "a failover begins",
        () -> admin.ask(address(sentinels.get(0)), "SENTINEL", "FAILOVER", NAME).equals("OK"));
    awaitOtherThan(before);
  }

  /** Waits until all sentinels say that another one is the primary, and it says so itself. */
  public void awaitOtherThan(RealServer before) {
    Settling.await(
        this,
        "another is promoted",
        () -> {
          RealServer now = primary();
          return now != before
              && sentinels.stream().allMatch(each -> portOfPrimary(each) == now.port())
              && admin.ask(address(now), "INFO", "replication").contains("role:master");
        });
  }

  private int portOfPrimary(RealServer sentinel) {
    try {
      String[] address =
          admin.ask(address(sentinel), "SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME).split("\n", -1);
      return Integer.parseInt(address[1]);
    } catch (IOException e) {
      throw new ServerFailed(sentinel + " does not answer: " + e.getMessage(), e);
    }
  }

  private static RedisAddress address(RealServer server) {
    return new RedisAddress(server.host(), server.port(), null, null, null);
  }

  /** Ends all of them and deletes their data; idempotent. */
  @Override
  public void close() {
    sentinels.forEach(RealServer::close);
    data.forEach(RealServer::close);
  }

  @Override
  public String toString() {
    return "sentinels of " + data;
  }
}
