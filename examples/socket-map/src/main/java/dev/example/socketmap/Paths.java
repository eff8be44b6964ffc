package dev.example.socketmap;

import dev.lockstep.spi.Key;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where the records of a namespace stand in the map. Immutable. */
final class Paths {
  private final String root;

  /** The name of a namespace may be anything; those of keys arrive in an alphabet of few. */
  Paths(String namespace) {
    byte[] bytes = namespace.getBytes(StandardCharsets.UTF_8);
    this.root = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "/";
  }

  /** How all of them begin. */
  String root() {
    return root;
  }

  String of(Key key) {
    return root + key.kind() + "/" + key.domain() + "/" + key.name();
  }

  /** All of a domain; of every domain, if it is empty. Ends with a slash. */
  String below(String kind, String domain) {
    return root + kind + "/" + (domain.isEmpty() ? "" : domain + "/");
  }

  /** The key, if it is of this namespace. */
  Optional<Key> key(String path) {
    String[] parts = path.split("/", -1);
    return path.startsWith(root)
        ? Optional.of(new Key(parts[1], parts[2], parts[3]))
        : Optional.empty();
  }
}
