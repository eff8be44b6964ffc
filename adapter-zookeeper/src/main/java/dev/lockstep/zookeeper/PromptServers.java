package dev.lockstep.zookeeper;

import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;

/**
 * The servers, one after the other. Where all have been tried, the client would rest for a second,
 * and for up to another by itself: then an operation timeout is over before the next attempt.
 */
final class PromptServers implements HostProvider {
  private static final long REST_MILLIS = 50;

  private final HostProvider servers;
  private final Gate gate;
  private final Runnable inVain;
  private int tried;

  /**
   * Those servers.
   *
   * @param gate shut before each attempt, and opened by one that succeeds
   * @param inVain told once, by the client's own thread, when each has been tried and none answered
   */
  PromptServers(String connectString, Gate gate, Runnable inVain) {
    this.servers =
        new StaticHostProvider(new ConnectStringParser(connectString).getServerAddresses());
    this.gate = gate;
    this.inVain = inVain;
  }

  @Override
  public int size() {
    return servers.size();
  }

  @Override
  public InetSocketAddress next(long restMillis) {
    gate.shut();
    if (tried <= size() && tried++ == size()) {
      inVain.run();
    }
    return servers.next(Math.min(restMillis, REST_MILLIS));
  }

  @Override
  public void onConnected() {
    tried = Integer.MAX_VALUE;
    servers.onConnected();
    gate.open();
  }

  @Override
  public boolean updateServerList(
      Collection<InetSocketAddress> addresses, InetSocketAddress current) {
    return servers.updateServerList(addresses, current);
  }
}
