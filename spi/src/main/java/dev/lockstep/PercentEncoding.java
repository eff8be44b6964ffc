package dev.lockstep;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The encoding of URLs; a plus sign stands for itself. */
final class PercentEncoding {
  private PercentEncoding() {}

  /** The decoded text; empty if it is malformed. */
  static Optional<String> decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i]);
        continue;
      }
      boolean complete = i + 2 < bytes.length;
      int high = complete ? Character.digit(bytes[i + 1], 16) : -1;
      int low = complete ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      decoded.write(high << 4 | low);
      i += 2;
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(decoded.toByteArray()))
              .toString());
    } catch (CharacterCodingException malformed) {
      return Optional.empty();
    }
  }
}
