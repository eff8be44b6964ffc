package dev.lockstep.zookeeper;

import dev.lockstep.spi.Key;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where things stand: {@code <root>/<kind>/<domain>/<name>}, where a key without a domain has its
 * shard instead, so that no node gets more children than one answer can list; below each of them
 * the one child that ties it to a session, and {@code <root>/history}.
 */
final class Layout {
  /** In no name of ours. */
  private static final char SHARD = '~';

  private final String root;

  /**
   * A namespace in the alphabet of keys.
   *
   * @param chroot a path, or nothing
   */
  Layout(String chroot, String namespace) {
    String above = chroot.replaceAll("/+", "/").replaceAll("^/|/$", "");
    this.root = (above.isEmpty() ? "" : "/" + above) + "/" + namespace;
  }

  String root() {
    return root;
  }

  String history() {
    return root + "/history";
  }

  String path(Key key) {
    String domain = key.domain().isEmpty() ? shard(key.name()) : key.domain();
    return root + "/" + key.kind() + "/" + domain + "/" + key.name();
  }

  /** One of 256, by all bytes of the hash: one alone is the same for many short names. */
  private static String shard(String name) {
    int hash = name.hashCode();
    int folded = hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24);
    return SHARD + HexFormat.of().toHexDigits((byte) folded);
  }

  String kind(String kind) {
    return root + "/" + kind;
  }

  /** What a watch covers: one key, all of a domain, or all of a kind. */
  String watched(Key key) {
    return key.name().isEmpty()
        ? kind(key.kind()) + (key.domain().isEmpty() ? "" : "/" + key.domain())
        : path(key);
  }

  /** The key below a kind in that directory: a domain or a shard. */
  static Key key(String kind, String directory, String name) {
    return new Key(kind, directory.charAt(0) == SHARD ? "" : directory, name);
  }

  /**
   * The key of a record, or of its child.
   *
   * @param path of anything below the root
   */
  Optional<Key> key(String path) {
    String[] parts =
        path.startsWith(root + "/")
            ? path.substring(root.length() + 1).split("/", -1)
            : new String[0];
    return parts.length < 3 ? Optional.empty() : Optional.of(key(parts[0], parts[1], parts[2]));
  }

  /** Whether that is the path of a record's child. */
  boolean isChild(String path) {
    return path.startsWith(root + "/")
        && path.chars().skip(root.length() + 1).filter(c -> c == '/').count() == 3;
  }

  /** The nodes above a record that are made with the first one, from the top. */
  List<String> parents(String path) {
    List<String> parents = new ArrayList<>();
    for (int at = path.indexOf('/', root.length() + 1); at > 0; at = path.indexOf('/', at + 1)) {
      parents.add(path.substring(0, at));
    }
    return parents;
  }
}
