package dev.lockstep.zookeeper;

import dev.lockstep.spi.Setting;
import java.time.Duration;
import java.util.List;

/** Every setting of this adapter. */
final class ZooKeeperSettings {
  static final Setting<Duration> TICK_TIME =
      Setting.of(
          "tick-time",
          Duration.class,
          Duration.ofSeconds(2),
          "The servers' tickTime, or more: every lease is given up a tick before its end. A server"
              + " whose shortest session shows a longer tick is taken at its word.");

  static final Setting<String> SASL_CONTEXT =
      Setting.optional(
          "sasl-context",
          String.class,
          "The section of the JAAS configuration of this JVM to log in with, by DIGEST-MD5 or"
              + " Kerberos; no SASL if absent.");

  static final Setting<Boolean> TLS =
      Setting.of("tls", Boolean.class, false, "Whether to speak TLS with the servers.");

  static final Setting<String> TLS_CA =
      Setting.optional(
          "tls-ca",
          String.class,
          "File of the certificates (PEM) to trust; those of the JVM if absent.");

  static final Setting<String> TLS_IDENTITY =
      Setting.optional(
          "tls-identity",
          String.class,
          "File of our own private key and certificates (one PEM for both), where the servers ask"
              + " for them.");

  static final Setting<Boolean> TLS_VERIFY_HOST =
      Setting.of(
          "tls-verify-host",
          Boolean.class,
          true,
          "Whether to check that the server's certificate names its host.");

  static final List<Setting<?>> ALL =
      List.of(TICK_TIME, SASL_CONTEXT, TLS, TLS_CA, TLS_IDENTITY, TLS_VERIFY_HOST);

  private ZooKeeperSettings() {}
}
