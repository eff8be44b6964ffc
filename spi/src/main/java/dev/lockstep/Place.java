package dev.lockstep;

import java.util.Locale;

/**
 * Where a setting was given, from the strongest to the weakest; each has its own spelling of names.
 */
enum Place {
  CODE("in code"),
  URL("in the URL"),
  PROPERTIES("in the system properties"),
  ENVIRONMENT("in the environment"),
  FILE("in lockstep.properties");

  static final String PREFIX = "lockstep.";

  private final String phrase;

  Place(String phrase) {
    this.phrase = phrase;
  }

  /** How an error says it. */
  String phrase() {
    return phrase;
  }

  /** Whether names of adapter settings bear no backend here, since there is only the chosen one. */
  boolean isBare() {
    return this == CODE || this == URL;
  }

  /**
   * How a general setting is written here: {@code namespace}, {@code lockstep.namespace}, {@code
   * LOCKSTEP_NAMESPACE}.
   */
  String spell(String name) {
    return switch (this) {
      case CODE, URL -> name;
      case PROPERTIES, FILE -> PREFIX + name;
      case ENVIRONMENT ->
          (PREFIX + name).replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    };
  }

  /**
   * How a setting of a backend is written here: {@code tls}, {@code lockstep.redis.tls}, {@code
   * LOCKSTEP_REDIS_TLS}.
   */
  String spell(String backend, String name) {
    return isBare() ? name : spell(backend + "." + name);
  }
}
