package dev.lockstep.spi;

import dev.lockstep.InvalidOptionException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one place that checks, reads and writes durations. */
public final class Durations {
  /** Longer than anybody can mean, and short enough for nanoseconds in a long. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern TEXT = Pattern.compile("(-?\\d+)(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Checks that a duration is more than zero.
   *
   * @param name what it is called where it is set
   * @param value the duration
   * @return the value
   * @throws InvalidOptionException if it is not, or longer than a hundred years
   */
  public static Duration requirePositive(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.isZero() || value.isNegative()) {
      throw new InvalidOptionException(name + " must be more than zero, but is " + format(value));
    }
    return requireNotTooLong(name, value);
  }

  /**
   * Checks that a duration is zero or more.
   *
   * @param name what it is called where it is set
   * @param value the duration
   * @return the value
   * @throws InvalidOptionException if it is not, or longer than a hundred years
   */
  public static Duration requireNotNegative(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.isNegative()) {
      throw new InvalidOptionException(name + " must not be negative, but is " + format(value));
    }
    return requireNotTooLong(name, value);
  }

  private static Duration requireNotTooLong(String name, Duration value) {
    if (value.compareTo(LONGEST) > 0) {
      throw new InvalidOptionException(
          name + " must be at most " + LONGEST.toDays() + "d, but is " + format(value));
    }
    return value;
  }

  /**
   * Reads {@code 500ms}, {@code 15s}, {@code 2m}, {@code 1h}, {@code 1d} and ISO 8601.
   *
   * @param text one of them, in any case
   * @return the duration, of whatever sign
   * @throws IllegalArgumentException if it is none of them; its message says what is wanted
   */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text.trim().toLowerCase(Locale.ROOT));
    try {
      if (!matcher.matches()) {
        return Duration.parse(text.trim());
      }
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    } catch (DateTimeParseException | ArithmeticException | NumberFormatException malformed) {
      throw new IllegalArgumentException("a duration such as 500ms, 15s or 2m", malformed);
    }
  }

  /**
   * {@return {@code 15s} or {@code 500ms}: what {@link #parse} reads, to the millisecond}
   *
   * @param value the duration
   */
  public static String format(Duration value) {
    long millis;
    try {
      millis = value.toMillis();
    } catch (ArithmeticException tooLong) {
      return value.toString();
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
