package dev.lockstep.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;

/** NATS with JetStream, its streams on the disk, and its counters on the second port. */
final class NatsKind implements ServerKind {
  private static final String PROGRAM = "nats-server";

  private final String server = "lockstep-" + UUID.randomUUID();

  @Override
  public String name() {
    return "nats";
  }

  @Override
  public int ports() {
    return 2;
  }

  @Override
  public Installation find() {
    return new ServerSearch(name())
        .onPath(PROGRAM)
        .debianPackage("nats-server", "forky", PROGRAM)
        .orFail();
  }

  @Override
  public void prepare(Site site) throws IOException {
    Files.writeString(
        site.home().resolve("nats.conf"),
        """
        server_name: "%s"
        listen: "%s:%d"
        http: "%s:%d"
        jetstream { store_dir: "%s" }
        """
            .formatted(
                server,
                Site.HOST,
                site.ports().get(0),
                Site.HOST,
                site.ports().get(1),
                site.home().resolve("data")));
  }

  @Override
  public List<String> arguments(Site site) {
    return List.of("--config", site.home().resolve("nats.conf").toString());
  }

  @Override
  public void probe(Site site, long pid) throws IOException {
    try (NatsWire wire = NatsWire.open(site.port())) {
      if (!wire.greeting().contains(server)) {
        throw new IOException("another server answers: " + wire.greeting());
      }
      String stream = "lockstep-probe";
      String about = "{\"name\":\"" + stream + "\",\"subjects\":[\"" + stream + "\"]}";
      wire.request("$JS.API.STREAM.CREATE." + stream, about);
      wire.request("$JS.API.STREAM.DELETE." + stream, "");
    }
  }

  @Override
  public String url(Site site) {
    return "nats://" + Site.HOST + ":" + site.port();
  }
}
