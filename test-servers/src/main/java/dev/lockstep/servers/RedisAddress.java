package dev.lockstep.servers;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Where a Redis is and what it asks for; without TLS where no context is given. */
record RedisAddress(
    String host,
    int port,
    @Nullable String user,
    @Nullable String password,
    @Nullable SSLContext tls) {

  static RedisAddress of(String url, String source) {
    URI uri = URI.create(url.strip());
    String scheme = String.valueOf(uri.getScheme());
    if (uri.getHost() == null || !(scheme.equals("redis") || scheme.equals("rediss"))) {
      throw new IllegalArgumentException(
          source + " must be redis://[[user]:password@]host[:port] or the same with rediss://");
    }
    String account = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    int colon = account.indexOf(':');
    String user = colon > 0 ? decoded(account.substring(0, colon)) : null;
    String password = account.isEmpty() ? null : decoded(account.substring(colon + 1));
    return new RedisAddress(
        uri.getHost(),
        uri.getPort() < 0 ? 6379 : uri.getPort(),
        user,
        password,
        scheme.equals("rediss") ? systemTrust() : null);
  }

  String url() {
    StringBuilder url = new StringBuilder(tls == null ? "redis://" : "rediss://");
    if (password != null) {
      url.append(UrlText.login(user == null ? "" : user, password));
      url.append('@');
    }
    return url.append(host).append(':').append(port).toString();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }

  private static SSLContext systemTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
