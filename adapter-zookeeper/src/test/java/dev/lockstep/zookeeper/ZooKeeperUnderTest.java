package dev.lockstep.zookeeper;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.harness.RealServerUnderTest;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Key;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A ZooKeeper of our own, in a JVM of its own. */
final class ZooKeeperUnderTest extends RealServerUnderTest {
  /** What marks a container among the owners of nodes. */
  private static final long CONTAINER = Long.MIN_VALUE;

  private final Operator operator;

  ZooKeeperUnderTest() {
    this(Servers.start("zookeeper"), "");
  }

  private ZooKeeperUnderTest(RealServer server, String login) {
    super(server);
    this.operator = new Operator(server.port(), login);
  }

  @Override
  public Optional<BackendUnderTest> secured(String user, String password) {
    RealServer server = Servers.start("zookeeper");
    new Operator(server.port(), user + ":" + password).keepOthersOut();
    return Optional.of(
        new ZooKeeperUnderTest(new GuardedServer(server, user, password), user + ":" + password));
  }

  /** Grants alone name what is below the record of the history. */
  @Override
  protected String grantMarker() {
    return "/history/";
  }

  private static Layout layout(String namespace) {
    return new Layout("", LeaseEngine.encoded(namespace));
  }

  @Override
  protected boolean delete(String namespace, Key key) {
    return operator.deleteAll(layout(namespace).path(key));
  }

  /** A record begins with the format of all that stands before its body. */
  @Override
  public boolean markUnknown(String namespace, Key key) {
    return operator.change(layout(namespace).path(key), data -> data[0] = '2');
  }

  /** Nodes and watches; all nodes of locks, leaders, nodes and numbers are at least containers. */
  @Override
  public SortedSet<String> traces(String namespace) {
    Layout layout = layout(namespace);
    SortedSet<String> traces = new TreeSet<>();
    operator
        .nodes(layout.root())
        .forEach(
            (path, stat) -> {
              if (stat.getEphemeralOwner() != CONTAINER && !mayStay(layout, path)) {
                traces.add(path);
              }
            });
    operator.watched().stream()
        .filter(path -> path.startsWith(layout.root() + "/"))
        .forEach(path -> traces.add("watch of " + path));
    return traces;
  }

  private static boolean mayStay(Layout layout, String path) {
    return path.equals(layout.root())
        || path.startsWith(layout.history())
        || path.startsWith(layout.kind("mark") + "/");
  }

  @Override
  public Set<String> namespaces() {
    return operator.children("/").stream()
        .filter(name -> !name.equals("zookeeper"))
        .collect(Collectors.toSet());
  }

  @Override
  public void flush(String namespace) {
    operator.deleteAll(layout(namespace).root());
  }
}
