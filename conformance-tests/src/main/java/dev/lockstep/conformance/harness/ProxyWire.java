package dev.lockstep.conformance.harness;

import dev.lockstep.conformance.Wire;
import dev.lockstep.servers.Direction;
import dev.lockstep.servers.FaultProxy;
import java.time.Duration;

/** A proxy of the suite before a server. */
final class ProxyWire implements Wire {
  private final FaultProxy proxy;
  private final String server;
  private final String grantMarker;

  private ProxyWire(FaultProxy proxy, String server, String grantMarker) {
    this.proxy = proxy;
    this.server = server;
    this.grantMarker = grantMarker;
  }

  /**
   * A proxy before the one host that the URL names.
   *
   * @throws dev.lockstep.InvalidOptionException if it names none, or more, or no port
   */
  static ProxyWire before(String server, String grantMarker) {
    return new ProxyWire(FaultProxy.before(ServerAddress.of(server)), server, grantMarker);
  }

  @Override
  public String url() {
    return proxy.url(server);
  }

  int connections() {
    return proxy.openConnections();
  }

  @Override
  public void cut() {
    proxy.refuse();
    proxy.reset();
  }

  @Override
  public void blackHole() {
    proxy.blackHole();
  }

  @Override
  public void delayRequests(Duration by) {
    proxy.delay(Direction.TO_SERVER, by);
  }

  @Override
  public void delayReplies(Duration by) {
    proxy.delay(Direction.TO_CLIENT, by);
  }

  @Override
  public void loseNextReply() {
    var unused = proxy.loseNextReply(grantMarker);
  }

  /** Whatever was on its way is lost with its connection; the next one is accepted at once. */
  @Override
  public void loseHints() {
    proxy.reset();
  }

  @Override
  public void heal() {
    proxy.heal();
  }

  @Override
  public void close() {
    proxy.close();
  }
}
