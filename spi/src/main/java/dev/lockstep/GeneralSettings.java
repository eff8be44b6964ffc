package dev.lockstep;

import dev.lockstep.spi.Setting;
import java.time.Duration;
import java.util.List;

/** The settings that every backend knows. */
final class GeneralSettings {
  static final Setting<String> NAMESPACE =
      Setting.of("namespace", String.class, "lockstep", "Separates applications on one backend.");
  static final Setting<String> NODE_KEY =
      Setting.optional(
          "node-key", String.class, "Name of this process; host, pid and a random part if absent.");
  static final Setting<Duration> OPERATION_TIMEOUT =
      Setting.of(
          "operation-timeout",
          Duration.class,
          Duration.ofSeconds(2),
          "Longest time for one question to the backend.");
  static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.of(
          "connect-timeout", Duration.class, Duration.ofSeconds(10), "Longest time to connect.");
  static final Setting<Integer> ID_NUMBERS =
      Setting.of(
          "id-numbers", Integer.class, 1, "Most machine numbers that are held for identifiers.");
  static final Setting<Duration> LOCK_TTL =
      Setting.optional(
          "lock-ttl", Duration.class, "How long a lock may outlive a dead holder; 30s if absent.");
  static final Setting<Duration> LOCK_RETRY_INTERVAL =
      Setting.optional(
          "lock-retry-interval",
          Duration.class,
          "Longest delay that a lost wake-up can cost; 500ms if absent.");
  static final Setting<Duration> LOCK_MAX_WAIT =
      Setting.optional(
          "lock-max-wait", Duration.class, "Longest wait for a lock; no limit if absent.");

  /** All of them. */
  static final List<Setting<?>> ALL =
      List.of(
          NAMESPACE,
          NODE_KEY,
          OPERATION_TIMEOUT,
          CONNECT_TIMEOUT,
          ID_NUMBERS,
          LOCK_TTL,
          LOCK_RETRY_INTERVAL,
          LOCK_MAX_WAIT);

  private GeneralSettings() {}
}
