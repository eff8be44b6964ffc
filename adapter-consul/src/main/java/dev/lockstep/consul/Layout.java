package dev.lockstep.consul;

import dev.lockstep.spi.Key;

/**
 * Where things stand: {@code <namespace>/<kind>/<name>} or {@code
 * <namespace>/<kind>/<domain>/<name>}, and {@code <namespace>/history}.
 */
final class Layout {
  private final String root;

  /** A namespace in the alphabet of keys. */
  Layout(String namespace) {
    this.root = namespace + "/";
  }

  /** All of the namespace. */
  String root() {
    return root;
  }

  String key(Key key) {
    return root + key.path();
  }

  /** What a watch or a listing covers: all of a domain, or all of a kind. */
  String prefix(String kind, String domain) {
    return root + kind + "/" + (domain.isEmpty() ? "" : domain + "/");
  }

  String history() {
    return root + "history";
  }

  /** Whether this is the place of a record. */
  boolean isRecord(String stored) {
    return !stored.equals(history());
  }

  Key key(String stored) {
    String[] parts = stored.substring(root.length()).split("/", -1);
    return parts.length == 2
        ? new Key(parts[0], "", parts[1])
        : new Key(parts[0], parts[1], parts[2]);
  }
}
