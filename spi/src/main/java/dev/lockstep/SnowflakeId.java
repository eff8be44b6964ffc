package dev.lockstep;

import java.time.Instant;
import java.util.Objects;

/**
 * A 63-bit identifier: {@code elapsed10ms << 24 | sequence << 16 | machine}; reads and writes as a
 * decimal string (G1, G5).
 *
 * @param value not negative
 */
public record SnowflakeId(long value) implements Comparable<SnowflakeId> {
  /** 2007-07-01T00:00:00Z, from which time is counted. */
  public static final Instant EPOCH = Instant.ofEpochSecond(1_183_248_000L);

  /**
   * Refuses a negative value.
   *
   * @param value not negative
   */
  public SnowflakeId {
    if (value < 0) {
      throw new InvalidOptionException("a snowflake id is not negative: " + value);
    }
  }

  /**
   * Reads what {@link #toString()} writes: digits only, no leading zero.
   *
   * @param text the decimal number
   * @return the identifier
   */
  public static SnowflakeId parse(String text) {
    Objects.requireNonNull(text, "text");
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || (text.length() > 1 && text.charAt(0) == '0')) {
      throw malformed(text);
    }
    try {
      return new SnowflakeId(Long.parseLong(text));
    } catch (NumberFormatException tooLarge) {
      throw malformed(text);
    }
  }

  private static InvalidOptionException malformed(String text) {
    String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
    return new InvalidOptionException(
        "not a snowflake id: '"
            + shown
            + "'; digits without a leading zero, up to "
            + Long.MAX_VALUE);
  }

  /** {@return when it was issued, in steps of 10 ms} */
  public Instant time() {
    return EPOCH.plusMillis((value >>> 24) * 10);
  }

  /** {@return its place among those of the same 10 ms and machine, 0 to 255} */
  public int sequence() {
    return (int) (value >>> 16) & 0xff;
  }

  /** {@return the machine number, 0 to 65534} */
  public int machine() {
    return (int) value & 0xffff;
  }

  @Override
  public int compareTo(SnowflakeId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
