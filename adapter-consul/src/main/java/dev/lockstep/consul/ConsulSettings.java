package dev.lockstep.consul;

import dev.lockstep.spi.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every setting of this adapter. */
final class ConsulSettings {
  static final Setting<String> ACL_TOKEN =
      new Setting<>(
          "acl-token",
          String.class,
          Optional.empty(),
          "ACL token, sent as a header; the password of the URL is the same.",
          true);

  static final Setting<String> DATACENTER =
      Setting.optional("datacenter", String.class, "Datacenter to ask; the agent's own if absent.");

  static final Setting<Duration> SESSION_TTL_MIN =
      Setting.optional(
          "session-ttl-min",
          Duration.class,
          "session_ttl_min of Consul's servers, the shortest lease; read from the agent if absent,"
              + " 10s where the token may not.");

  static final Setting<Boolean> TLS =
      Setting.of("tls", Boolean.class, false, "Whether to speak HTTPS with the agent.");

  static final Setting<String> TLS_CA =
      Setting.optional(
          "tls-ca",
          String.class,
          "File of the certificates (PEM) to trust, and HTTPS; those of the JVM if absent.");

  static final Setting<Boolean> TLS_VERIFY =
      Setting.of(
          "tls-verify",
          Boolean.class,
          true,
          "Whether to check the agent's certificate and host name.");

  static final List<Setting<?>> ALL =
      List.of(ACL_TOKEN, DATACENTER, SESSION_TTL_MIN, TLS, TLS_CA, TLS_VERIFY);

  private ConsulSettings() {}
}
