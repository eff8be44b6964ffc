package dev.lockstep.spi;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A backend's address, parsed once for all adapters.
 *
 * @param scheme in lower case
 * @param hosts unresolved; port 0 where none was given
 * @param path without the leading slash, may be empty; for {@code memory:} the name of the store
 * @param user decoded
 * @param password decoded; {@link #toString()} hides it (X6)
 */
public record BackendUrl(
    String scheme,
    List<InetSocketAddress> hosts,
    String path,
    Optional<String> user,
    Optional<String> password) {
  /**
   * Copies the list.
   *
   * @param scheme in lower case
   * @param hosts unresolved; port 0 where none was given
   * @param path without the leading slash, may be empty
   * @param user decoded
   * @param password decoded
   */
  public BackendUrl {
    hosts = List.copyOf(hosts);
  }

  /**
   * {@return the hosts as {@code host:port,host:port}, or the path where there are none: an
   * endpoint for errors}
   */
  public String endpoint() {
    return hosts.isEmpty()
        ? scheme + ":" + path
        : hosts.stream()
            .map(
                host ->
                    (host.getHostString().indexOf(':') >= 0
                            ? "[" + host.getHostString() + "]"
                            : host.getHostString())
                        + (host.getPort() == 0 ? "" : ":" + host.getPort()))
            .collect(Collectors.joining(","));
  }

  /** The URL without user, password and settings. */
  @Override
  public String toString() {
    return hosts.isEmpty()
        ? scheme + ":" + path
        : scheme + "://" + endpoint() + (path.isEmpty() ? "" : "/" + path);
  }
}
