package dev.lockstep;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code h1:6379,h2,[::1]:6380}. Errors show nothing of the text, which may be a password in
 * the wrong place (X6).
 */
final class HostText {
  private HostText() {}

  /**
   * The hosts, unresolved; port 0 where none is given.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  static List<InetSocketAddress> parse(String text) {
    List<InetSocketAddress> hosts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      hosts.add(host(part.trim(), "host " + (hosts.size() + 1)));
    }
    return hosts;
  }

  private static InetSocketAddress host(String text, String which) {
    boolean bracketed = text.startsWith("[");
    int end = bracketed ? text.indexOf(']') : text.indexOf(':');
    if (bracketed && end < 0) {
      throw new IllegalArgumentException(which + " has '[' without ']'");
    }
    String name = bracketed ? text.substring(1, end) : end < 0 ? text : text.substring(0, end);
    String port = bracketed ? text.substring(end + 1) : end < 0 ? "" : text.substring(end);
    if (name.isEmpty()) {
      throw new IllegalArgumentException(which + " is empty");
    }
    if (!bracketed && port.indexOf(':', 1) >= 0) {
      throw new IllegalArgumentException(
          which + " has more than one ':'; an IPv6 address stands in brackets, as [::1]:6379");
    }
    if (!name.matches(bracketed ? "[0-9A-Fa-f:.]+(%[0-9A-Za-z._-]+)?" : "[0-9A-Za-z._-]+")) {
      throw new IllegalArgumentException(which + " holds characters that no host name has");
    }
    return InetSocketAddress.createUnresolved(name, port.isEmpty() ? 0 : port(port, which));
  }

  private static int port(String text, String which) {
    if (text.matches(":[0-9]{1,5}")) {
      int port = Integer.parseInt(text.substring(1));
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    }
    throw new IllegalArgumentException("the port of " + which + " is not a number from 1 to 65535");
  }
}
