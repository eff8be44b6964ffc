package dev.lockstep.redis;

import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Optional;

/** Every setting of this adapter. */
final class RedisSettings {
  static final Setting<String> TLS_CA =
      Setting.optional(
          "tls-ca",
          String.class,
          "File of the certificates (PEM) to trust with rediss://; those of the JVM if absent.");

  static final Setting<Boolean> TLS_VERIFY =
      Setting.of(
          "tls-verify",
          Boolean.class,
          true,
          "Whether rediss:// checks the server's certificate and host name.");

  static final Setting<Boolean> VALIDATE_SERVER =
      Setting.of(
          "validate-server",
          Boolean.class,
          true,
          "Whether connecting checks the server's version, role and eviction policy by INFO.");

  static final Setting<String> SENTINEL_MASTER =
      Setting.optional(
          "sentinel-master",
          String.class,
          "By which name the sentinels of redis-sentinel:// know the primary.");

  static final Setting<String> SENTINEL_PASSWORD =
      new Setting<>(
          "sentinel-password",
          String.class,
          Optional.empty(),
          "The password of the sentinels themselves; none if absent.",
          true);

  static final Setting<Integer> WAIT_REPLICAS =
      Setting.of(
          "wait-replicas",
          Integer.class,
          0,
          "How many replicas must confirm each grant and renewal (WAIT) before it counts.");

  static final List<Setting<?>> ALL =
      List.of(
          SENTINEL_MASTER, SENTINEL_PASSWORD, TLS_CA, TLS_VERIFY, VALIDATE_SERVER, WAIT_REPLICAS);

  private RedisSettings() {}
}
