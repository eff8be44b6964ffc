package dev.lockstep.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * What the first release with this format wrote, and how it reads: kept as it was then, so that
 * later ones have something to be held to (K3). Nothing here is ever changed.
 */
final class FirstRelease {
  /** A record as it stood, with another name than today's kit gave it. */
  static byte[] record(String name, String domain, long ttl, long mark, String metadata) {
    return ("lockstep/1\nname="
            + name
            + "\ndomain="
            + domain
            + "\nnode=elder%0A%25\nsince=1790000000123"
            + "\nttl="
            + ttl
            + "\nmark="
            + mark
            + "\n\n"
            + metadata)
        .getBytes(UTF_8);
  }

  /** Who holds, in the records above. */
  static final String NODE = "elder\n%";

  static final long SINCE = 1_790_000_000_123L;

  private FirstRelease() {}

  /** What the first release sees in a record. */
  record Seen(
      String name, String domain, String node, long since, long ttl, long mark, String metadata) {}

  /** What it sees; nothing if it cannot read it. */
  static Optional<Seen> read(byte[] record) {
    String text = new String(record, UTF_8);
    int end = text.indexOf("\n\n");
    String[] lines = text.substring(0, Math.max(0, end)).split("\n", -1);
    if (!lines[0].equals("lockstep/1")) {
      return Optional.empty();
    }
    return Optional.of(
        new Seen(
            value(lines, "name"),
            value(lines, "domain"),
            value(lines, "node"),
            Long.parseLong(value(lines, "since")),
            Long.parseLong(value(lines, "ttl")),
            Long.parseLong(value(lines, "mark")),
            text.substring(end + 2)));
  }

  private static String value(String[] lines, String name) {
    for (String line : lines) {
      if (line.startsWith(name + "=")) {
        return line.substring(name.length() + 1).replace("%0A", "\n").replace("%25", "%");
      }
    }
    throw new IllegalArgumentException("a record without " + name);
  }
}
