package dev.lockstep.consul;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.harness.RealServerUnderTest;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.servers.ConsulSetup;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Key;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A Consul of our own; with {@code -Dconsul.usual-limits=true} one that grants no session below ten
 * seconds, as servers do by themselves, on which the suite takes the longer.
 */
final class ConsulUnderTest extends RealServerUnderTest {
  private final ConsulSetup setup;

  ConsulUnderTest() {
    this(limited());
  }

  private static ConsulSetup limited() {
    return Boolean.getBoolean("consul.usual-limits")
        ? Servers.consul().withUsualLimits()
        : Servers.consul();
  }

  private ConsulUnderTest(ConsulSetup setup) {
    super(setup.start());
    this.setup = setup;
  }

  /** Consul knows tokens only, and asks for no user. */
  @Override
  public Optional<BackendUnderTest> secured(String user, String password) {
    return Optional.of(new ConsulUnderTest(limited().token(user, password)));
  }

  private Operator operator() {
    return new Operator(url(), setup.token());
  }

  private static String root(String namespace) {
    return LeaseEngine.encoded(namespace) + "/";
  }

  /** A record begins with the format of all that stands before its body. */
  @Override
  public boolean markUnknown(String namespace, Key key) {
    return operator().change(root(namespace) + key.path(), value -> "2" + value.substring(1));
  }

  @Override
  public SortedSet<String> traces(String namespace) {
    SortedSet<String> traces = new TreeSet<>(operator().keys(root(namespace)));
    traces.removeIf(key -> key.endsWith("/history") || key.startsWith(root(namespace) + "mark/"));
    return traces;
  }

  @Override
  public Set<String> namespaces() {
    return operator().keys("").stream()
        .map(key -> key.replaceFirst("/.*", ""))
        .collect(Collectors.toSet());
  }

  @Override
  protected boolean delete(String namespace, Key key) {
    return operator().delete(root(namespace) + key.path());
  }

  @Override
  public void flush(String namespace) {
    operator().flush();
  }

  /** A transaction that grants names this, and no other request does. */
  @Override
  protected String grantMarker() {
    return "check-not-exists";
  }
}
