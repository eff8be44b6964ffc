package dev.lockstep.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What somebody did under a lock.
 *
 * @param begin {@link System#nanoTime()} after the grant, comparable between processes
 * @param end the same before the last look at the lease
 * @param held what that look said: the lease was valid from the grant to the end
 */
record Section(long token, long begin, long end, boolean held) {
  static Section parse(String text) {
    String[] parts = text.split(":", -1);
    return new Section(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Boolean.parseBoolean(parts[3]));
  }

  /** Reads {@code sections SECTION SECTION ...}. */
  static List<Section> parseAll(String line) {
    return Arrays.stream(line.split(" ", -1)).skip(1).map(Section::parse).toList();
  }

  /** For people: its times in milliseconds after that one. */
  String from(long start) {
    return String.format(
        Locale.ROOT,
        "token %d, %.3f to %.3f ms",
        token,
        (begin - start) / 1e6,
        (end - start) / 1e6);
  }

  @Override
  public String toString() {
    return token + ":" + begin + ":" + end + ":" + held;
  }
}
