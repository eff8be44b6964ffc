package dev.lockstep.conformance.harness;

import dev.lockstep.InvalidOptionException;
import java.net.InetSocketAddress;
import java.net.URI;

/** Where a URL leads, for a proxy that is to stand before it. */
final class ServerAddress {
  private ServerAddress() {}

  /**
   * The one host and port of the URL.
   *
   * @throws InvalidOptionException if there is no such
   */
  static InetSocketAddress of(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException malformed) {
      // Not as its cause: it would show the URL, and with it a password.
      throw new InvalidOptionException("the URL is malformed; write it as scheme://host:port");
    }
    if (uri.getHost() == null || uri.getPort() < 0) {
      throw new InvalidOptionException(
          "the suite puts its proxy before one server, and this URL names no single host with its"
              + " port; write it as "
              + uri.getScheme()
              + "://host:port");
    }
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }
}
