package dev.lockstep.redis;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.BackendUrl;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import java.io.File;
import java.util.Optional;

/**
 * What the configuration means to Lettuce: {@code
 * redis[s]://[user:password@]host[:port][/database]}.
 */
final class RedisUrl {
  private static final int PORT = 6379;

  private RedisUrl() {}

  static RedisURI uri(AtomicConfig config) {
    BackendUrl url = config.url();
    if (url.hosts().size() != 1) {
      throw new InvalidOptionException(
          url + " names " + url.hosts().size() + " hosts; Redis takes one, the primary");
    }
    var host = url.hosts().get(0);
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(host.getHostString())
            .withPort(host.getPort() == 0 ? PORT : host.getPort())
            .withDatabase(database(url))
            .withSsl(url.scheme().equals("rediss"))
            .withVerifyPeer(
                config.get(RedisSettings.TLS_VERIFY).orElse(true)
                    ? SslVerifyMode.FULL
                    : SslVerifyMode.NONE)
            .withTimeout(config.connectTimeout());
    Optional<String> password = url.password().filter(given -> !given.isEmpty());
    Optional<String> user = url.user().filter(given -> !given.isEmpty());
    if (user.isPresent()) {
      uri.withAuthentication(user.get(), password.orElse("").toCharArray());
    } else {
      password.ifPresent(given -> uri.withPassword(given.toCharArray()));
    }
    return uri.build();
  }

  private static int database(BackendUrl url) {
    if (url.path().isEmpty()) {
      return 0;
    }
    try {
      return Integer.parseUnsignedInt(url.path());
    } catch (NumberFormatException notANumber) {
      throw new InvalidOptionException(
          url
              + " has the path \""
              + url.path()
              + "\"; Redis takes the number of a database there, such as /0");
    }
  }

  static ClientOptions options(AtomicConfig config) {
    ClientOptions.Builder options =
        ClientOptions.builder()
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(config.connectTimeout())
                    .keepAlive(true)
                    .tcpNoDelay(true)
                    .build());
    config
        .get(RedisSettings.TLS_CA)
        .ifPresent(
            path -> {
              File file = new File(path);
              if (!file.canRead()) {
                throw new InvalidOptionException(
                    "tls-ca is " + path + ", which cannot be read; give the path of a PEM file");
              }
              options.sslOptions(SslOptions.builder().jdkSslProvider().trustManager(file).build());
            });
    return options.build();
  }
}
