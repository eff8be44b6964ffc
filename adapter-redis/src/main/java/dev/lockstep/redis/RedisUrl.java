package dev.lockstep.redis;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.BackendUrl;
import dev.lockstep.spi.Setting;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import java.io.File;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the configuration means to Lettuce: {@code
 * redis[s]://[user:password@]host[:port][/database]}, or several hosts behind {@code
 * redis[s]-sentinel} and {@code redis[s]-cluster}.
 */
final class RedisUrl {
  static final Set<String> SCHEMES =
      Set.of(
          "redis",
          "rediss",
          "redis-sentinel",
          "rediss-sentinel",
          "redis-cluster",
          "rediss-cluster");

  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  private RedisUrl() {}

  static boolean isCluster(AtomicConfig config) {
    return config.url().scheme().endsWith("-cluster");
  }

  /** The address of a primary, or of the sentinels that know it. */
  static RedisURI uri(AtomicConfig config) {
    BackendUrl url = config.url();
    if (url.scheme().endsWith("-sentinel")) {
      return sentinels(config);
    }
    refuse(config, RedisSettings.SENTINEL_MASTER, url.scheme());
    refuse(config, RedisSettings.SENTINEL_PASSWORD, url.scheme());
    if (url.hosts().size() != 1) {
      throw new InvalidOptionException(
          url
              + " names "
              + url.hosts().size()
              + " hosts; "
              + url.scheme()
              + " takes one, the primary; for more there are redis-sentinel:// and redis-cluster://");
    }
    return at(config, url.hosts().get(0)).withDatabase(database(url)).build();
  }

  /** The addresses of nodes that know the cluster. */
  static List<RedisURI> cluster(AtomicConfig config) {
    BackendUrl url = config.url();
    refuse(config, RedisSettings.SENTINEL_MASTER, url.scheme());
    refuse(config, RedisSettings.SENTINEL_PASSWORD, url.scheme());
    if (database(url) != 0) {
      throw new InvalidOptionException(url + " has a database; a Redis Cluster has none but 0");
    }
    if (replicas(config) > 0) {
      throw new InvalidOptionException(
          "wait-replicas is "
              + replicas(config)
              + ", which is not served on a Redis Cluster; leave it out");
    }
    return url.hosts().stream().map(host -> at(config, host).build()).toList();
  }

  private static RedisURI sentinels(AtomicConfig config) {
    BackendUrl url = config.url();
    String master =
        config
            .get(RedisSettings.SENTINEL_MASTER)
            .orElseThrow(
                () ->
                    new InvalidOptionException(
                        url
                            + " names sentinels, but not the primary that they know; add"
                            + " ?sentinel-master=NAME"));
    RedisURI.Builder uri =
        RedisURI.builder()
            .withSentinelMasterId(master)
            .withDatabase(database(url))
            .withSsl(isTls(url))
            .withVerifyPeer(verification(config))
            .withTimeout(config.connectTimeout());
    login(url, uri);
    for (InetSocketAddress host : url.hosts()) {
      RedisURI.Builder sentinel =
          RedisURI.builder()
              .withHost(host.getHostString())
              .withPort(host.getPort() == 0 ? SENTINEL_PORT : host.getPort())
              .withSsl(isTls(url))
              .withVerifyPeer(verification(config))
              .withTimeout(config.connectTimeout());
      config
          .get(RedisSettings.SENTINEL_PASSWORD)
          .ifPresent(password -> sentinel.withPassword(password.toCharArray()));
      uri.withSentinel(sentinel.build());
    }
    return uri.build();
  }

  private static RedisURI.Builder at(AtomicConfig config, InetSocketAddress host) {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(host.getHostString())
            .withPort(host.getPort() == 0 ? PORT : host.getPort())
            .withSsl(isTls(config.url()))
            .withVerifyPeer(verification(config))
            .withTimeout(config.connectTimeout());
    login(config.url(), uri);
    return uri;
  }

  private static boolean isTls(BackendUrl url) {
    return url.scheme().startsWith("rediss");
  }

  private static SslVerifyMode verification(AtomicConfig config) {
    return config.get(RedisSettings.TLS_VERIFY).orElse(true)
        ? SslVerifyMode.FULL
        : SslVerifyMode.NONE;
  }

  private static void login(BackendUrl url, RedisURI.Builder uri) {
    Optional<String> password = url.password().filter(given -> !given.isEmpty());
    Optional<String> user = url.user().filter(given -> !given.isEmpty());
    if (user.isPresent()) {
      uri.withAuthentication(user.get(), password.orElse("").toCharArray());
    } else {
      password.ifPresent(given -> uri.withPassword(given.toCharArray()));
    }
  }

  private static void refuse(AtomicConfig config, Setting<?> setting, String scheme) {
    if (config.get(setting).isPresent()) {
      throw new InvalidOptionException(
          setting.name() + " belongs to redis-sentinel://, but the URL begins with " + scheme);
    }
  }

  /** How many replicas must confirm what is written. */
  static int replicas(AtomicConfig config) {
    int replicas = config.get(RedisSettings.WAIT_REPLICAS).orElse(0);
    if (replicas < 0) {
      throw new InvalidOptionException(
          "wait-replicas is " + replicas + "; it is a number of replicas, 0 for none");
    }
    return replicas;
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
