package dev.lockstep.servers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where one server of ours lives.
 *
 * @param home its own directory for data, settings and log
 * @param ports its own ports, as many as its kind asks for; clients use the first
 */
record Site(Path home, List<Integer> ports) {
  static final String HOST = "127.0.0.1";

  /** The loopback address with no name, which some systems resolve to IPv6. */
  static InetSocketAddress loopback(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  int port() {
    return ports.get(0);
  }

  Path log() {
    return home.resolve("server.log");
  }
}
