package dev.lockstep.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.spi.Key;
import java.util.zip.CRC32;

/**
 * Where things stand. All that a script touches carries the hash tag of one bucket, so that it is
 * in one slot of a cluster. A domain has a bucket of its own, whose index lists it. Part of the
 * format: kits of different releases must agree on it (K3).
 */
final class Layout {
  static final int BUCKETS = 64;

  private final String namespace;

  Layout(String namespace) {
    this.namespace = encoded(namespace);
  }

  /**
   * Where a record stands, and what its scripts need beside it: as Lettuce takes it, made anew for
   * each request.
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Place(
      byte[] record, byte[] counter, byte[] index, byte[] member, byte[] channel, byte[] message) {}

  Place place(Key key) {
    String tag = tag(bucket(key));
    String member = key.domain() + "/" + key.name();
    String path = key.kind() + "/" + member;
    return new Place(
        ascii(tag + "/" + path),
        counter(bucket(key)),
        ascii(tag + "#index/" + key.kind()),
        ascii(member),
        ascii(tag + "#hints"),
        ascii(path));
  }

  /** The bucket of a key; of a domain if it has one. */
  static int bucket(Key key) {
    CRC32 hash = new CRC32();
    hash.update(ascii(key.domain().isEmpty() ? key.name() : key.domain()));
    return (int) (hash.getValue() % BUCKETS);
  }

  byte[] index(int bucket, String kind) {
    return ascii(tag(bucket) + "#index/" + kind);
  }

  byte[] counter(int bucket) {
    return ascii(tag(bucket) + "#token");
  }

  /** What precedes the member in the key of a record. */
  byte[] prefix(int bucket, String kind) {
    return ascii(tag(bucket) + "/" + kind + "/");
  }

  String channel(int bucket) {
    return tag(bucket) + "#hints";
  }

  byte[] history() {
    return ascii("{" + namespace + "}#history");
  }

  /** The key of a record's member, or of a hint without its kind. */
  static Key key(String kind, String member) {
    int slash = member.indexOf('/');
    return new Key(kind, member.substring(0, slash), member.substring(slash + 1));
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private String tag(int bucket) {
    return "{" + namespace + ":" + bucket + "}";
  }

  /**
   * Braces and colons in a namespace would move keys to other slots, or make two namespaces meet
   * (K2).
   */
  private static String encoded(String namespace) {
    StringBuilder out = new StringBuilder();
    for (byte b : namespace.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return out.toString();
  }
}
