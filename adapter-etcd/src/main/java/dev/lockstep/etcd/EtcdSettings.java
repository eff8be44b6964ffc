package dev.lockstep.etcd;

import dev.lockstep.spi.Setting;
import java.util.List;

/** Every setting of this adapter. */
final class EtcdSettings {
  static final Setting<Boolean> TLS =
      Setting.of("tls", Boolean.class, false, "Whether to speak TLS with the server.");

  static final Setting<String> TLS_CA =
      Setting.optional(
          "tls-ca",
          String.class,
          "File of the certificates (PEM) to trust; those of the JVM if absent.");

  static final Setting<String> TLS_CERTIFICATE =
      Setting.optional(
          "tls-certificate", String.class, "File of our own certificate (PEM), with tls-key.");

  static final Setting<String> TLS_KEY =
      Setting.optional(
          "tls-key", String.class, "File of the private key (PEM, PKCS 8) of tls-certificate.");

  static final Setting<Boolean> TLS_VERIFY =
      Setting.of(
          "tls-verify",
          Boolean.class,
          true,
          "Whether to check the server's certificate and host name.");

  static final Setting<Boolean> VALIDATE_SERVER =
      Setting.of(
          "validate-server",
          Boolean.class,
          true,
          "Whether connecting refuses a server before 3.5.13, where a leader that stood still and was"
              + " replaced can end leases that are renewed.");

  static final List<Setting<?>> ALL =
      List.of(TLS, TLS_CA, TLS_CERTIFICATE, TLS_KEY, TLS_VERIFY, VALIDATE_SERVER);

  private EtcdSettings() {}
}
