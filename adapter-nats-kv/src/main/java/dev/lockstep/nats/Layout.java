package dev.lockstep.nats;

import dev.lockstep.spi.Key;

/**
 * Where things stand in the bucket: {@code <namespace>.<kind>.<name>} or {@code
 * <namespace>.<kind>.<domain>.<name>}, and {@code <namespace>.history}. What is written there is
 * also told, without its body, at the same place under {@code lockstep.hints.<bucket>}.
 */
final class Layout {
  private final String bucket;
  private final String records;
  private final String hints;

  /** A namespace in the alphabet of keys. */
  Layout(String bucket, String namespace) {
    this.bucket = bucket;
    this.records = records(bucket) + namespace + ".";
    this.hints = hints(bucket) + namespace + ".";
  }

  static String stream(String bucket) {
    return "KV_" + bucket;
  }

  static String records(String bucket) {
    return "$KV." + bucket + ".";
  }

  static String hints(String bucket) {
    return "lockstep.hints." + bucket + ".";
  }

  String stream() {
    return stream(bucket);
  }

  String history() {
    return records + "history";
  }

  String record(Key key) {
    return records + path(key);
  }

  /** All that is covered by the domain, or by the kind if there is none. */
  String records(String kind, String domain) {
    return records + kind + (domain.isEmpty() ? ".>" : "." + domain + ".*");
  }

  /** What a watch listens to: one key, all of a domain, or all of a kind. */
  String hints(Key key) {
    return key.name().isEmpty()
        ? hints + key.kind() + (key.domain().isEmpty() ? ".>" : "." + key.domain() + ".*")
        : hints + path(key);
  }

  Key recorded(String subject) {
    return key(subject.substring(records.length()));
  }

  Key hinted(String subject) {
    return key(subject.substring(hints.length()));
  }

  private static String path(Key key) {
    return key.domain().isEmpty()
        ? key.kind() + "." + key.name()
        : key.kind() + "." + key.domain() + "." + key.name();
  }

  private static Key key(String path) {
    String[] parts = path.split("\\.", -1);
    return parts.length == 2
        ? new Key(parts[0], "", parts[1])
        : new Key(parts[0], parts[1], parts[2]);
  }
}
