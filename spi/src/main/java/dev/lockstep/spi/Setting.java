package dev.lockstep.spi;

import java.util.Optional;

/**
 * One setting of an adapter.
 *
 * @param name in lower case with hyphens, such as {@code validate-server}; {@code
 *     lockstep.<backend>.<name>} in properties
 * @param type String, Integer, Long, Boolean or Duration
 * @param defaultValue what holds if it is not given
 * @param meaning one sentence for the documentation
 * @param secret whether its value must never be shown (X6)
 * @param <T> its type
 */
public record Setting<T>(
    String name, Class<T> type, Optional<T> defaultValue, String meaning, boolean secret) {
  /**
   * {@return a setting that is no secret and has a default}
   *
   * @param <T> its type
   * @param name as in {@code lockstep.<backend>.<name>}
   * @param type of String, Integer, Long, Boolean, Duration
   * @param defaultValue what holds if it is not given
   * @param meaning what it means, in a sentence
   */
  public static <T> Setting<T> of(String name, Class<T> type, T defaultValue, String meaning) {
    return new Setting<>(name, type, Optional.of(defaultValue), meaning, false);
  }

  /**
   * {@return a setting that is no secret and has no default}
   *
   * @param <T> its type
   * @param name as in {@code lockstep.<backend>.<name>}
   * @param type of String, Integer, Long, Boolean, Duration
   * @param meaning what it means, in a sentence
   */
  public static <T> Setting<T> optional(String name, Class<T> type, String meaning) {
    return new Setting<>(name, type, Optional.empty(), meaning, false);
  }
}
