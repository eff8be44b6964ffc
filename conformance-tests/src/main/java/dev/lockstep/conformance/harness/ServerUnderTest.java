package dev.lockstep.conformance.harness;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.Evidence;
import dev.lockstep.conformance.NodeHost;
import dev.lockstep.conformance.NodeSetup;
import dev.lockstep.conformance.Wire;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.spi.Key;

/**
 * A server that the suite started itself, and may kill: what an adapter's author extends. He says
 * where it is, how it is stopped, started and flushed, and how an operator deletes a record; wires
 * with faults and nodes in processes of their own come with the suite. Thread-safe, as long as what
 * he adds is.
 */
public abstract class ServerUnderTest implements BackendUnderTest {
  private final Nobody nobody = new Nobody();

  /** For the author's class. */
  protected ServerUnderTest() {}

  /**
   * Deletes what stands at that key as an operator does, with the server's own tools and behind the
   * holder's back; false if nothing stood there.
   *
   * @param key encoded, as the {@link dev.lockstep.spi.LeaseStore} is given it
   * @param namespace the one in question
   * @return whether anything stood there
   */
  protected abstract boolean delete(String namespace, Key key);

  /**
   * {@return text that a request which grants carries on the wire, so that it is its reply that
   * gets lost; empty if any reply will do}
   */
  protected String grantMarker() {
    return "";
  }

  @Override
  public final Evidence evidence(String namespace) {
    return Evidence.SERVER;
  }

  @Override
  public final Wire wire() {
    return ProxyWire.before(url(), grantMarker());
  }

  @Override
  public final NodeHost node(NodeSetup setup) {
    return new ProcessNode(setup);
  }

  /** Those that are open at the server's port, whosever they are; for a server on this machine. */
  @Override
  public int connections() {
    return OpenConnections.at(ServerAddress.of(url()).getPort());
  }

  @Override
  public final String unreachableUrl() {
    return nobody.url(url());
  }

  /** Closes what the suite keeps beside the server; who overrides it calls it. */
  @Override
  public void close() {
    nobody.close();
  }

  @Override
  public final boolean deleteLock(String namespace, String lock) {
    return delete(namespace, KeyCodec.mutex(lock));
  }
}
