package dev.lockstep.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** Any text as a part of a URL. */
final class UrlText {
  private UrlText() {}

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** User and password, as they stand before the host. */
  static String login(String user, String password) {
    return encoded(user) + ":" + encoded(password);
  }
}
