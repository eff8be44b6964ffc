package dev.lockstep.engine.core;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.Metadata;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a record says, for people as well as for programs: lines of text, an empty line, the
 * metadata (K3).
 *
 * <pre>
 * lockstep/1
 * name=stock/4711
 * domain=
 * node=host-4711-1a2b3c4d
 * since=1790000000000
 * ttl=30000
 * mark=0
 *
 * metadata
 * </pre>
 *
 * @param name the full name: of the lock, the domain, the node or the number
 * @param domain the domain of a node, the pool of a number; else empty
 * @param node who holds it
 * @param sinceMillis when, by the holder's wall clock
 * @param ttlMillis how long the record may outlive a dead holder
 * @param mark of a mark's record, else 0
 */
public record RecordBody(
    String name,
    String domain,
    String node,
    long sinceMillis,
    long ttlMillis,
    long mark,
    Metadata metadata) {
  private static final String FORMAT = "lockstep/1";

  /** The bytes that stand in the backend. */
  public byte[] encode() {
    StringBuilder head = new StringBuilder(128).append(FORMAT);
    line(head, "name", escape(name));
    line(head, "domain", escape(domain));
    line(head, "node", escape(node));
    line(head, "since", Long.toString(sinceMillis));
    line(head, "ttl", Long.toString(ttlMillis));
    line(head, "mark", Long.toString(mark));
    head.append("\n\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    bytes.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(metadata.bytes());
    return bytes.toByteArray();
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append('\n').append(name).append('=').append(value);
  }

  /**
   * Reads a record.
   *
   * @param path where it stands, for errors
   * @throws BackendRefusedException if its format is not known: never taken for free (K3)
   */
  public static RecordBody decode(String path, byte[] bytes) {
    int end = endOfHead(bytes);
    String[] lines = new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n", -1);
    if (!lines[0].equals(FORMAT)) {
      throw unknown(path, lines[0]);
    }
    String name = "";
    String domain = "";
    String node = "";
    long since = 0;
    long ttl = 0;
    long mark = 0;
    try {
      for (int i = 1; i < lines.length; i++) {
        int equals = lines[i].indexOf('=');
        String value = lines[i].substring(equals + 1);
        // A line that a later release of this major version added is passed over.
        switch (lines[i].substring(0, Math.max(0, equals))) {
          case "name" -> name = unescape(value);
          case "domain" -> domain = unescape(value);
          case "node" -> node = unescape(value);
          case "since" -> since = Long.parseLong(value);
          case "ttl" -> ttl = Long.parseLong(value);
          case "mark" -> mark = Long.parseLong(value);
          default -> {}
        }
      }
    } catch (NumberFormatException damaged) {
      throw unknown(path, lines[0] + " with a damaged line");
    }
    byte[] metadata =
        end + 2 <= bytes.length ? Arrays.copyOfRange(bytes, end + 2, bytes.length) : new byte[0];
    if (metadata.length > Metadata.MAX_BYTES) {
      throw unknown(path, lines[0] + " with " + metadata.length + " bytes of metadata");
    }
    return new RecordBody(name, domain, node, since, ttl, mark, Metadata.of(metadata));
  }

  private static int endOfHead(byte[] bytes) {
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == '\n' && bytes[i + 1] == '\n') {
        return i;
      }
    }
    return bytes.length;
  }

  private static BackendRefusedException unknown(String path, String found) {
    String shown = found.length() > 40 ? found.substring(0, 40) + "..." : found;
    return new BackendRefusedException(
        "the record "
            + path
            + " has the unknown format '"
            + shown
            + "'; this release reads "
            + FORMAT
            + ". Upgrade it, or give this application a namespace of its own",
        path,
        null,
        null);
  }

  private static String escape(String value) {
    return value.replace("%", "%25").replace("\n", "%0A");
  }

  private static String unescape(String value) {
    return value.replace("%0A", "\n").replace("%25", "%");
  }
}
