package dev.lockstep.spi;

import dev.lockstep.InvalidOptionException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The one place that says which names are valid (K1, K2). */
public final class Names {
  /** The most bytes of UTF-8 in a name. */
  public static final int MAX_BYTES = 512;

  private Names() {}

  /**
   * {@return the name, if it is valid: not empty, well-formed Unicode, at most 512 bytes of UTF-8}
   *
   * @param what how an error calls it, such as "key"
   * @param name what is checked
   * @throws InvalidOptionException if it is not valid
   * @throws NullPointerException with that word if it is null
   */
  public static String require(String what, String name) {
    Objects.requireNonNull(name, what);
    if (name.isEmpty()) {
      throw new InvalidOptionException("the " + what + " is empty; give it a name");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new InvalidOptionException(
          "the "
              + what
              + " is not well-formed Unicode: it holds half of a surrogate pair; give it whole characters");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new InvalidOptionException(
          "the "
              + what
              + " has "
              + bytes
              + " bytes of UTF-8; at most "
              + MAX_BYTES
              + " are allowed: shorten it");
    }
    return name;
  }
}
