package dev.lockstep.nats;

import dev.lockstep.spi.Setting;
import java.time.Duration;
import java.util.List;

/** Every setting of this adapter. */
final class NatsSettings {
  static final Setting<String> BUCKET =
      Setting.of(
          "bucket",
          String.class,
          "lockstep",
          "The KV bucket, shared by all namespaces; letters, digits, - and _.");

  static final Setting<Duration> CLOCK_SKEW =
      Setting.of(
          "clock-skew",
          Duration.class,
          Duration.ofMillis(250),
          "How far the clocks of a bucket's servers may differ, where it has several copies.");

  static final Setting<Boolean> CREATE_BUCKET =
      Setting.of(
          "create-bucket",
          Boolean.class,
          true,
          "Whether the bucket is made if it is not there, also when it was deleted meanwhile.");

  static final Setting<String> CREDENTIALS =
      Setting.optional(
          "credentials", String.class, "File with the JWT and the NKey seed of a user (.creds).");

  static final Setting<String> NKEY =
      Setting.optional("nkey", String.class, "File with the NKey seed of a user, without JWT.");

  static final Setting<Integer> REPLICAS =
      Setting.of(
          "replicas",
          Integer.class,
          1,
          "Copies of the bucket if this kit makes it: 1, 3 or 5; one that exists keeps its own.");

  static final Setting<Integer> RETRY_ATTEMPTS =
      Setting.of(
          "retry-attempts",
          Integer.class,
          6,
          "How often a request is sent that nobody took; 1 stands for never again.");

  static final Setting<Duration> RETRY_DELAY =
      Setting.of(
          "retry-delay",
          Duration.class,
          Duration.ofMillis(20),
          "The pause before the first repetition; each one doubles it, give or take a half.");

  static final Setting<Duration> RETRY_ELAPSED =
      Setting.of(
          "retry-elapsed",
          Duration.class,
          Duration.ofSeconds(1),
          "How long after the first sending a repetition may begin, the operation timeout at"
              + " most.");

  static final Setting<Boolean> TLS =
      Setting.of("tls", Boolean.class, false, "Whether to insist on TLS.");

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
          "Whether connecting refuses a server before 2.12.1, on which dead locks can stand for"
              + " ever.");

  static final List<Setting<?>> ALL =
      List.of(
          BUCKET,
          CLOCK_SKEW,
          CREATE_BUCKET,
          CREDENTIALS,
          NKEY,
          REPLICAS,
          RETRY_ATTEMPTS,
          RETRY_DELAY,
          RETRY_ELAPSED,
          TLS,
          TLS_CA,
          TLS_CERTIFICATE,
          TLS_KEY,
          TLS_VERIFY,
          VALIDATE_SERVER);

  private NatsSettings() {}
}
