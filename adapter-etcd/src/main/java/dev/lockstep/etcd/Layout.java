package dev.lockstep.etcd;

import dev.lockstep.spi.Key;
import io.etcd.jetcd.ByteSequence;
import java.nio.charset.StandardCharsets;

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

  ByteSequence key(Key key) {
    return bytes(root + key.path());
  }

  /** What a watch or a listing covers: one key, all of a domain, or all of a kind. */
  ByteSequence prefix(String kind, String domain) {
    return bytes(root + kind + "/" + (domain.isEmpty() ? "" : domain + "/"));
  }

  ByteSequence history() {
    return bytes(root + "history");
  }

  Key key(ByteSequence stored) {
    String[] parts = text(stored).substring(root.length()).split("/", -1);
    return parts.length == 2
        ? new Key(parts[0], "", parts[1])
        : new Key(parts[0], parts[1], parts[2]);
  }

  static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  static String text(ByteSequence bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
