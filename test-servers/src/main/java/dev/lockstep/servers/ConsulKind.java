package dev.lockstep.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;

/** Consul, one server with its data on the disk, which grants sessions from a second on. */
final class ConsulKind implements ServerKind {
  private static final String PROGRAM = "consul";

  private final String node = "lockstep-" + UUID.randomUUID();

  @Override
  public String name() {
    return "consul";
  }

  @Override
  public int ports() {
    return 3;
  }

  @Override
  public Installation find() {
    return new ServerSearch(name())
        .onPath(PROGRAM)
        .debianPackage("consul", "bullseye", PROGRAM)
        .orFail();
  }

  @Override
  public void prepare(Site site) throws IOException {
    Files.writeString(
        site.home().resolve("consul.json"),
        """
        {
          "node_name": "%s",
          "server": true,
          "bootstrap_expect": 1,
          "data_dir": "%s",
          "bind_addr": "%s",
          "client_addr": "%s",
          "ports": {
            "http": %d, "server": %d, "serf_lan": %d,
            "serf_wan": -1, "dns": -1, "grpc": -1, "https": -1
          },
          "session_ttl_min": "1s",
          "performance": { "raft_multiplier": 1 },
          "disable_update_check": true,
          "log_level": "WARN"
        }
        """
            .formatted(
                node,
                site.home().resolve("data"),
                Site.HOST,
                Site.HOST,
                site.ports().get(0),
                site.ports().get(1),
                site.ports().get(2)));
  }

  @Override
  public List<String> arguments(Site site) {
    return List.of("agent", "-config-file=" + site.home().resolve("consul.json"));
  }

  @Override
  public void probe(Site site, long pid) throws IOException {
    if (!Http.get(site.port(), "/v1/agent/self").contains(node)) {
      throw new IOException("another agent answers");
    }
    String written = Http.put(site.port(), "/v1/kv/lockstep-probe", "");
    if (!written.strip().equals("true")) {
      throw new IOException("a write was answered by " + written);
    }
  }

  @Override
  public String url(Site site) {
    return "consul://" + Site.HOST + ":" + site.port();
  }
}
