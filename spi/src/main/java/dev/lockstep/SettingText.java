package dev.lockstep;

import dev.lockstep.spi.Durations;
import dev.lockstep.spi.Setting;
import java.time.Duration;

/** Reads the text of a setting as its type. */
final class SettingText {
  private SettingText() {}

  /**
   * The typed value.
   *
   * @param backend of which backend an error speaks
   */
  static <T> T read(Setting<T> setting, String backend, Given given) {
    String text = given.value();
    Class<T> type = setting.type();
    try {
      if (type == String.class) {
        return type.cast(text);
      } else if (type == Duration.class) {
        return type.cast(Durations.parse(text));
      } else if (type == Integer.class) {
        return type.cast(Integer.valueOf(text.trim()));
      } else if (type == Long.class) {
        return type.cast(Long.valueOf(text.trim()));
      } else if (type == Boolean.class) {
        return type.cast(readBoolean(text.trim()));
      }
    } catch (IllegalArgumentException wrong) {
      throw refused(setting, backend, given, "is not " + expected(type));
    }
    throw new InvalidOptionException(
        "setting "
            + setting.name()
            + " of "
            + backend
            + " has the type "
            + type.getName()
            + ", which no adapter may use; allowed: String, Integer, Long, Boolean, Duration");
  }

  /** An error about a value, which it shows unless it is a secret (X6). */
  static InvalidOptionException refused(
      Setting<?> setting, String backend, Given given, String why) {
    String shown = setting.secret() ? "the value, which is not shown," : "'" + given.value() + "'";
    return new InvalidOptionException(
        "setting "
            + setting.name()
            + " of "
            + backend
            + ": "
            + shown
            + " "
            + why
            + " ("
            + given.source()
            + ")");
  }

  private static Boolean readBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static String expected(Class<?> type) {
    if (type == Duration.class) {
      return "a duration such as 500ms, 15s or 2m";
    }
    return type == Boolean.class ? "true or false" : "a whole number";
  }
}
