package dev.lockstep;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** Bytes that a holder shows to others, at most 4 KiB (M12). Immutable. */
public final class Metadata {
  /** The most bytes allowed. */
  public static final int MAX_BYTES = 4096;

  private static final Metadata EMPTY = new Metadata(new byte[0]);

  private final byte[] bytes;

  private Metadata(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new InvalidOptionException(
          "metadata has "
              + bytes.length
              + " bytes; at most "
              + MAX_BYTES
              + " are allowed: shorten it");
    }
    this.bytes = bytes;
  }

  /** {@return no metadata} */
  public static Metadata empty() {
    return EMPTY;
  }

  /**
   * {@return a text, as UTF-8; {@link InvalidOptionException} if longer than 4 KiB}
   *
   * @param text at most 4 KiB of UTF-8
   */
  public static Metadata of(String text) {
    return new Metadata(Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@return a copy of these bytes; {@link InvalidOptionException} if more than 4 KiB}
   *
   * @param bytes at most 4 KiB
   */
  public static Metadata of(byte[] bytes) {
    return new Metadata(Objects.requireNonNull(bytes, "bytes").clone());
  }

  /** {@return the bytes as UTF-8 text} */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** {@return a copy of the bytes} */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metadata that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}
