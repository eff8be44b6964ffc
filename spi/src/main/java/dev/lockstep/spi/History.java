package dev.lockstep.spi;

import dev.lockstep.BackendRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One life of a backend's data (F4). It is kept beside the data, and goes where the data goes: a
 * restore from a backup brings back the history of then, which is why it has to be announced.
 *
 * @param id changes when the data was lost or made anew; without spaces
 * @param tokenBase every token that is issued is greater than it
 */
public record History(String id, long tokenBase) {
  /** A later release may add to it. */
  private static final Pattern RECORD = Pattern.compile("1 (\\S+) (\\d+)( .*)?");

  /** {@return the bytes that stand in a backend that keeps bytes alone: 1, the id, the base} */
  public byte[] encode() {
    return ("1 " + id + " " + tokenBase).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #encode()} wrote, or a later release of the same major version.
   *
   * @param path where it stands, for errors
   * @param endpoint where the backend is, for errors
   * @param bytes the bytes
   * @return what the bytes say
   * @throws BackendRefusedException if it is of another format (K3)
   */
  public static History decode(String path, String endpoint, byte[] bytes) {
    Matcher record = RECORD.matcher(new String(bytes, StandardCharsets.UTF_8));
    if (!record.matches()) {
      throw Envelope.unknown(path, endpoint, null);
    }
    try {
      return new History(record.group(1), Long.parseLong(record.group(2)));
    } catch (NumberFormatException foreign) {
      throw Envelope.unknown(path, endpoint, foreign);
    }
  }
}
