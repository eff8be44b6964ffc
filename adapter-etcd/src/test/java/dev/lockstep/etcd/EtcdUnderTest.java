package dev.lockstep.etcd;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.harness.RealServerUnderTest;
import dev.lockstep.servers.EtcdSetup;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Key;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An etcd of our own, which is killed, and whose machine never is. */
final class EtcdUnderTest extends RealServerUnderTest {
  private final EtcdOperator operator;

  EtcdUnderTest() {
    this(Servers.etcd().quick());
  }

  private EtcdUnderTest(EtcdSetup setup) {
    this(setup.start());
  }

  private EtcdUnderTest(RealServer server) {
    super(server);
    operator = new EtcdOperator(server.url());
  }

  @Override
  public Optional<BackendUnderTest> secured(String user, String password) {
    return Optional.of(new EtcdUnderTest(Servers.etcd().quick().user(user, password)));
  }

  /** The engine's own head of a record, which is written by whoever grants. */
  @Override
  protected String grantMarker() {
    return "lockstep/1";
  }

  /** A record begins with the format of all that stands before its body. */
  @Override
  public boolean markUnknown(String namespace, Key key) {
    return operator.overwrite(at(namespace, key), value -> value[0] = '2');
  }

  @Override
  public SortedSet<String> traces(String namespace) {
    String root = namespace + "/";
    return operator.keys(root).stream()
        .filter(key -> !key.equals(root + "history") && !key.startsWith(root + "mark/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public Set<String> namespaces() {
    return operator.keys("").stream()
        .filter(key -> !key.equals("lockstep-probe"))
        .map(key -> key.replaceFirst("/.*", ""))
        .collect(Collectors.toSet());
  }

  /**
   * Those of gRPC serve every channel of the process, our operator's too, and end when idle, as
   * Netty's does; jetcd's repeats what a login had ended for.
   */
  @Override
  public List<String> processWideThreads() {
    return List.of("grpc-", "globalEventExecutor", "FailsafeDelayScheduler");
  }

  @Override
  protected boolean delete(String namespace, Key key) {
    return operator.delete(at(namespace, key));
  }

  @Override
  public void flush(String namespace) {
    operator.flush();
  }

  @Override
  public void close() {
    operator.close();
    super.close();
  }

  private static String at(String namespace, Key key) {
    return namespace + "/" + key.path();
  }
}
