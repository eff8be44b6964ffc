package dev.lockstep.redis;

import dev.lockstep.BackendRefusedException;
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

  /** Fails unless it is a primary, by itself, of Redis 6.2 or later or of Valkey. */
  void check() {
    String version = said.getOrDefault("redis_version", "unknown");
    Matcher parts = VERSION.matcher(version);
    boolean recent =
        parts.matches()
            && Integer.parseInt(parts.group(1)) * 1000 + Integer.parseInt(parts.group(2)) >= 6002;
    if (!recent) {
      throw refused("is version " + version + "; at least Redis 6.2, or Valkey, is needed");
    }
    if ("cluster".equals(said.get("redis_mode"))) {
      throw refused(
          "is a node of a Redis Cluster, which this version does not serve; use a single primary");
    }
    if ("slave".equals(said.get("role"))) {
      throw refused(
          "is a replica; connect to its primary, "
              + said.get("master_host")
              + ":"
              + said.get("master_port"));
    }
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
