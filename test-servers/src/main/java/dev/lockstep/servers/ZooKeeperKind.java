package dev.lockstep.servers;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * ZooKeeper in a JVM of its own, which is no part of ours: it can be killed and paused as a process
 * can.
 */
final class ZooKeeperKind implements ServerKind {
  private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

  /** Short ticks give short sessions: those of tests are waited for. */
  static final int TICK_MILLIS = 500;

  /** What the server's description expects to be provided. */
  private static final List<String> BESIDES =
      List.of(
          "io.dropwizard.metrics:metrics-core:4.2.30", "org.xerial.snappy:snappy-java:1.1.10.8");

  private static final int BOUND_MILLIS = 5_000;

  private final MavenJars jars;
  private @Nullable String classPath;

  ZooKeeperKind(String version) {
    this.jars = new MavenJars("org.apache.zookeeper:zookeeper:" + version, BESIDES);
  }

  @Override
  public String name() {
    return "zookeeper";
  }

  @Override
  public Installation find() {
    try {
      classPath = jars.classPath();
    } catch (IOException e) {
      throw new ServerNotFound(name(), List.of(jars + " from Maven: " + e.getMessage()));
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new Installation(java, List.of(), jars + " from Maven, in a JVM of its own");
  }

  @Override
  public void prepare(Site site) throws IOException {
    Files.writeString(
        site.home().resolve("zoo.cfg"),
        """
        tickTime=%d
        maxSessionTimeout=60000
        dataDir=%s
        clientPort=%d
        clientPortAddress=%s
        admin.enableServer=false
        4lw.commands.whitelist=conf,srvr,mntr,cons
        maxClientCnxns=0
        extendedTypesEnabled=true
        """
            .formatted(TICK_MILLIS, site.home().resolve("data"), site.port(), Site.HOST));
  }

  @Override
  public List<String> arguments(Site site) {
    return List.of(
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dzookeeper.admin.enableServer=false",
        "-cp",
        Objects.requireNonNull(classPath, "find comes first"),
        MAIN,
        site.home().resolve("zoo.cfg").toString());
  }

  @Override
  public void probe(Site site, long pid) throws IOException {
    if (!word(site, "conf").contains("dataDir=" + site.home())) {
      throw new IOException("another server answers");
    }
    // It says which mode it is in as soon as it accepts writes.
    String mode = word(site, "srvr");
    if (!mode.contains("Mode: ")) {
      throw new IOException("it does not serve yet: " + mode);
    }
  }

  /** The answer to one of the server's words of four letters. */
  private static String word(Site site, String word) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(BOUND_MILLIS);
      socket.connect(Site.loopback(site.port()), BOUND_MILLIS);
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public String url(Site site) {
    return "zookeeper://" + Site.HOST + ":" + site.port() + "?tick-time=" + TICK_MILLIS + "ms";
  }
}
