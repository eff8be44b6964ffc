package dev.lockstep.spi;

import dev.lockstep.BackendRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Term and token before the body of a record, for backends that keep bytes alone: {@code 1}, the
 * term in 32 hexadecimal digits, the token in 19 decimal ones, the body.
 *
 * @param term which lease the record belongs to
 * @param token of the write that granted the term; 0 in that write itself, which cannot know it:
 *     its own version is the token then
 * @param body what the engine wrote; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // As in Entry.
public record Envelope(UUID term, long token, byte[] body) {
  private static final char FORMAT = '1';
  private static final int TERM = 1;
  private static final int TOKEN = TERM + 32;
  private static final int BODY = TOKEN + 19;
  private static final HexFormat HEX = HexFormat.of();

  /** The bytes that stand in the backend. */
  public byte[] encode() {
    String head =
        FORMAT
            + HEX.toHexDigits(term.getMostSignificantBits())
            + HEX.toHexDigits(term.getLeastSignificantBits())
            + String.format("%019d", token);
    byte[] encoded = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), BODY + body.length);
    System.arraycopy(body, 0, encoded, BODY, body.length);
    return encoded;
  }

  /** The token of a record that stands, which the backend counts as this version. */
  public long tokenAt(long version) {
    return token == 0 ? version : token;
  }

  /**
   * Reads a record.
   *
   * @param path where it stands, for errors
   * @throws BackendRefusedException if it is of another format: never taken for free (K3)
   */
  public static Envelope decode(String path, String endpoint, byte[] bytes) {
    String head = new String(bytes, 0, Math.min(BODY, bytes.length), StandardCharsets.ISO_8859_1);
    try {
      if (head.length() == BODY && head.charAt(0) == FORMAT) {
        UUID term =
            new UUID(
                HexFormat.fromHexDigitsToLong(head, TERM, TERM + 16),
                HexFormat.fromHexDigitsToLong(head, TERM + 16, TOKEN));
        long token = Long.parseLong(head, TOKEN, BODY, 10);
        return new Envelope(term, token, Arrays.copyOfRange(bytes, BODY, bytes.length));
      }
    } catch (NumberFormatException foreign) {
      throw unknown(path, endpoint, foreign);
    }
    throw unknown(path, endpoint, null);
  }

  private static BackendRefusedException unknown(
      String path, String endpoint, @Nullable Throwable cause) {
    return new BackendRefusedException(
        "the record "
            + path
            + " at "
            + endpoint
            + " is not in a format that this release reads; use one major version of Lockstep"
            + " everywhere, and a namespace that nobody else writes to",
        path,
        endpoint,
        cause);
  }
}
