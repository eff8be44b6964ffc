package dev.lockstep.spi;

import dev.lockstep.BackendRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Term and token before the body of a record, for backends that keep bytes alone: {@code 1}, the
 * term in 32 hexadecimal digits, a number in 19 decimal ones, {@code +} or {@code =}, the body.
 * Behind {@code =} the number is the token. Behind {@code +} it is a base, and the version of the
 * record is to be added to it: so it is written by a grant, which cannot know its own version.
 *
 * @param term which lease the record belongs to
 * @param number the token, or the base
 * @param base which of them
 * @param body what the engine wrote; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // As in Entry.
public record Envelope(UUID term, long number, boolean base, byte[] body) {
  private static final char FORMAT = '1';
  private static final int TERM = 1;
  private static final int NUMBER = TERM + 32;
  private static final int SIGN = NUMBER + 19;
  private static final int BODY = SIGN + 1;
  private static final HexFormat HEX = HexFormat.of();

  /**
   * {@return what a grant writes: its token is the base and the version that the backend will give
   * it}
   *
   * @param term the term in question
   * @param base what the version is added to
   * @param body the bytes of the record
   */
  public static Envelope granting(UUID term, long base, byte[] body) {
    return new Envelope(term, base, true, body);
  }

  /**
   * {@return what every later write of the same term writes}
   *
   * @param term the term in question
   * @param token the fencing token
   * @param body the bytes of the record
   */
  public static Envelope later(UUID term, long token, byte[] body) {
    return new Envelope(term, token, false, body);
  }

  /** {@return the bytes that stand in the backend} */
  public byte[] encode() {
    String head =
        FORMAT
            + HEX.toHexDigits(term.getMostSignificantBits())
            + HEX.toHexDigits(term.getLeastSignificantBits())
            + String.format("%019d", number)
            + (base ? '+' : '=');
    byte[] encoded = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), BODY + body.length);
    System.arraycopy(body, 0, encoded, BODY, body.length);
    return encoded;
  }

  /**
   * {@return the token of a record with this envelope at that version}
   *
   * @param version the version that is known
   */
  public long token(long version) {
    return base ? number + version : number;
  }

  /**
   * Reads a record.
   *
   * @param path where it stands, for errors
   * @param endpoint where the backend is, for errors
   * @param bytes the bytes
   * @return what the bytes say
   * @throws BackendRefusedException if it is of another format: never taken for free (K3)
   */
  public static Envelope decode(String path, String endpoint, byte[] bytes) {
    String head = new String(bytes, 0, Math.min(BODY, bytes.length), StandardCharsets.ISO_8859_1);
    try {
      char sign = head.length() == BODY ? head.charAt(SIGN) : ' ';
      if ((sign == '+' || sign == '=') && head.charAt(0) == FORMAT) {
        UUID term =
            new UUID(
                HexFormat.fromHexDigitsToLong(head, TERM, TERM + 16),
                HexFormat.fromHexDigitsToLong(head, TERM + 16, NUMBER));
        long number = Long.parseLong(head, NUMBER, SIGN, 10);
        byte[] body = Arrays.copyOfRange(bytes, BODY, bytes.length);
        return new Envelope(term, number, sign == '+', body);
      }
    } catch (NumberFormatException foreign) {
      throw unknown(path, endpoint, foreign);
    }
    throw unknown(path, endpoint, null);
  }

  static BackendRefusedException unknown(String path, String endpoint, @Nullable Throwable cause) {
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
