package dev.lockstep.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** etcd, one member; every acknowledged write is on the disk before its reply. */
final class EtcdKind implements ServerKind {
  private static final String PROGRAM = "etcd";

  private final String member = "lockstep-" + UUID.randomUUID();

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public int ports() {
    return 2;
  }

  @Override
  public Installation find() {
    return new ServerSearch(name())
        .onPath(PROGRAM)
        .debianPackage("etcd-server", "forky", PROGRAM)
        .orFail();
  }

  @Override
  public void prepare(Site site) {
    // All of it is said by arguments; the data directory is made by the server.
  }

  @Override
  public List<String> arguments(Site site) {
    String clients = "http://" + Site.HOST + ":" + site.port();
    String peers = "http://" + Site.HOST + ":" + site.ports().get(1);
    return List.of(
        "--name=" + member,
        "--data-dir=" + site.home().resolve("data"),
        "--listen-client-urls=" + clients,
        "--advertise-client-urls=" + clients,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=" + member + "=" + peers,
        "--log-level=warn");
  }

  @Override
  public void probe(Site site, long pid) throws IOException {
    String members = Http.post(site.port(), "/v3/cluster/member/list", "{}");
    if (!members.contains(member)) {
      throw new IOException("another server answers: " + members);
    }
    String key =
        Base64.getEncoder().encodeToString("lockstep-probe".getBytes(StandardCharsets.UTF_8));
    Http.post(site.port(), "/v3/kv/put", "{\"key\":\"" + key + "\"}");
  }

  @Override
  public String url(Site site) {
    return "etcd://" + Site.HOST + ":" + site.port();
  }
}
