package dev.lockstep.redis;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Durability;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server says about itself by INFO, and whether that will do. */
final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
  private static final Pattern LINE = Pattern.compile("(?m)^([a-z0-9_]+):(.*?)\\r?$");

  private final Map<String, String> said;
  private final String endpoint;

  Server(String info, String endpoint) {
    this.endpoint = endpoint;
    this.said =
        LINE.matcher(info)
            .results()
            .collect(Collectors.toMap(r -> r.group(1), r -> r.group(2), (first, second) -> first));
  }

  /** Fails unless it is Redis 6.2 or later, or Valkey. */
  void checkVersion() {
    String version = said.getOrDefault("redis_version", "unknown");
    Matcher parts = VERSION.matcher(version);
    boolean recent =
        parts.matches()
            && Integer.parseInt(parts.group(1)) * 1000 + Integer.parseInt(parts.group(2)) >= 6002;
    if (!recent) {
      throw refused("is version " + version + "; at least Redis 6.2, or Valkey, is needed");
    }
  }

  /**
   * Fails unless it is a primary, by itself.
   *
   * @param elected sentinels named it, who may still be about to promote it
   */
  void checkPrimary(boolean elected) {
    if (isInCluster()) {
      throw refused("is a node of a Redis Cluster; connect by redis-cluster://");
    }
    if ("slave".equals(said.get("role"))) {
      if (elected) {
        throw new BackendUnavailableException(
            "the sentinels at " + endpoint + " name a replica: a failover is under way; try again",
            null,
            endpoint,
            null);
      }
      throw refused(
          "is a replica; connect to its primary, "
              + said.get("master_host")
              + ":"
              + said.get("master_port"));
    }
  }

  /** Fails unless it is a node of a cluster. */
  void checkCluster() {
    if (!isInCluster()) {
      throw refused("is no Redis Cluster; connect by redis://");
    }
  }

  private boolean isInCluster() {
    return "cluster".equals(said.get("redis_mode"));
  }

  void warnOfEviction() {
    String policy = said.getOrDefault("maxmemory_policy", "noeviction");
    if (!policy.equals("noeviction")) {
      LOG.warn(
          "Redis at {} has maxmemory-policy {}: it may delete records of held locks when memory is short; set noeviction",
          endpoint,
          policy);
    }
  }

  /** Whether a fail-over may come, as of now. */
  Durability durability() {
    return said.getOrDefault("connected_slaves", "0").equals("0")
        ? Durability.LOCAL
        : Durability.ASYNC_REPLICATED;
  }

  private BackendRefusedException refused(String why) {
    return new BackendRefusedException("Redis at " + endpoint + " " + why, null, endpoint, null);
  }
}
