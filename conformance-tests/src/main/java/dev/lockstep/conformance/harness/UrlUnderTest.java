package dev.lockstep.conformance.harness;

import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.LeaseKind;
import dev.lockstep.Lockstep;
import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.Evidence;
import dev.lockstep.conformance.NodeHost;
import dev.lockstep.conformance.NodeSetup;
import dev.lockstep.conformance.Wire;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Somebody else's server, by its URL alone (S4): behind a proxy of the suite, which refuses
 * everybody where the server should have been stopped; records are deleted one by one, by their
 * terms, and only those of the suite's namespaces.
 */
final class UrlUnderTest implements BackendUnderTest {
  private final String server;
  private final ProxyWire proxy;

  /** Namespaces of tests in which something stood for what would have befallen a server of ours. */
  private final Set<String> played = ConcurrentHashMap.newKeySet();

  private final Nobody nobody = new Nobody();

  private volatile boolean stopped;

  UrlUnderTest(String server) {
    this.server = server;
    this.proxy = ProxyWire.before(server, "");
  }

  @Override
  public String name() {
    return URI.create(server).getScheme();
  }

  /** A test that asked for no more than a real server is as good as on one of ours. */
  @Override
  public Evidence evidence(String namespace) {
    return stopped || played.contains(namespace) ? Evidence.PROXY : Evidence.SERVER;
  }

  @Override
  public String url() {
    return proxy.url();
  }

  /** Behind the other proxy, so that it shares the fate of all when the server is "stopped". */
  @Override
  public Wire wire() {
    return ProxyWire.before(proxy.url(), "");
  }

  @Override
  public NodeHost node(NodeSetup setup) {
    return new ProcessNode(setup);
  }

  @Override
  public boolean deleteLock(String namespace, String lock) {
    played.add(namespace);
    try (Kit operator = operator(namespace)) {
      return revoke(operator, LeaseKind.MUTEX, holder -> holder.key().equals(lock));
    }
  }

  @Override
  public String unreachableUrl() {
    return nobody.url(server);
  }

  /** Those that go through the proxy: of the server's others this suite knows nothing. */
  @Override
  public int connections() {
    return proxy.connections();
  }

  @Override
  public void flush(String namespace) {
    played.add(namespace);
    try (Kit operator = operator(namespace)) {
      for (LeaseKind kind : LeaseKind.values()) {
        revoke(operator, kind, holder -> true);
      }
    }
  }

  private static boolean revoke(Kit operator, LeaseKind kind, Predicate<Holder> which) {
    boolean revoked = false;
    for (Holder holder : operator.inspector().holders(kind).stream().filter(which).toList()) {
      revoked |= operator.inspector().revoke(holder);
    }
    return revoked;
  }

  @Override
  public void stop() {
    stopped = true;
    proxy.cut();
  }

  @Override
  public void start() {
    proxy.heal();
  }

  @Override
  public void close() {
    proxy.close();
    nobody.close();
  }

  private Kit operator(String namespace) {
    return Lockstep.connect(KitOptions.of(server).namespace(namespace).nodeKey("operator"));
  }
}
