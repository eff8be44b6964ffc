package dev.lockstep.redis;

import dev.lockstep.spi.Setting;
import java.util.List;

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

  static final List<Setting<?>> ALL = List.of(TLS_CA, TLS_VERIFY, VALIDATE_SERVER);

  private RedisSettings() {}
}
