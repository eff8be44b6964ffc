package dev.lockstep.servers;

import java.util.List;

/** What a Redis is among others. */
interface RedisRole {
  /** None: it is by itself. */
  RedisRole ALONE = site -> List.of();

  /** What its configuration says beside what that of every Redis says. */
  List<String> settings(Site site);

  /** What it is started with behind the name of its configuration. */
  default List<String> arguments() {
    return List.of();
  }

  default int ports() {
    return 1;
  }

  /** Whether it takes writes as soon as it runs. */
  default boolean takesWrites() {
    return true;
  }

  default boolean keepsData() {
    return true;
  }

  /** A copy of another one, which takes its place when sentinels say so. */
  record Replica(int primary) implements RedisRole {
    @Override
    public List<String> settings(Site site) {
      return List.of("replicaof " + Site.HOST + " " + primary, "repl-diskless-sync-delay 0");
    }

    @Override
    public boolean takesWrites() {
      return false;
    }
  }

  /** Watches a primary, and with most of the others has a replica take its place. */
  record Sentinel(String name, int primary, int most) implements RedisRole {
    @Override
    public List<String> settings(Site site) {
      return List.of(
          "dir " + site.home(),
          "sentinel monitor " + name + " " + Site.HOST + " " + primary + " " + most,
          "sentinel down-after-milliseconds " + name + " 1000",
          "sentinel failover-timeout " + name + " 1500");
    }

    @Override
    public List<String> arguments() {
      return List.of("--sentinel");
    }

    @Override
    public boolean takesWrites() {
      return false;
    }

    @Override
    public boolean keepsData() {
      return false;
    }
  }

  /** A node of a cluster that has no slots yet. */
  record Node() implements RedisRole {
    @Override
    public List<String> settings(Site site) {
      return List.of(
          "cluster-enabled yes",
          "cluster-node-timeout 2000",
          "cluster-port " + site.ports().get(1),
          "repl-diskless-sync-delay 0");
    }

    @Override
    public int ports() {
      return 2;
    }

    @Override
    public boolean takesWrites() {
      return false;
    }
  }
}
