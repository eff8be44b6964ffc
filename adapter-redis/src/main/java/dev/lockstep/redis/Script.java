package dev.lockstep.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** One atomic step at the server each: a Lua file of that name, after the common prelude. */
@SuppressWarnings(
    "ImmutableEnumChecker") // the arrays are what Lettuce takes; nobody writes to them
enum Script {
  GRANT,
  REGRANT,
  REWRITE,
  RELEASE,
  RENEW,
  GET,
  LIST,
  KEYS,
  HISTORY,
  RAISE,
  TIME;

  private final byte[] source;
  private final byte[] digest;

  Script() {
    source =
        (load("prelude") + load(name().toLowerCase(Locale.ROOT))).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] sha = MessageDigest.getInstance("SHA-1").digest(source);
      digest = HexFormat.of().formatHex(sha).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-1", impossible);
    }
  }

  private static String load(String name) {
    try (InputStream file = Script.class.getResourceAsStream(name + ".lua")) {
      if (file == null) {
        throw new IllegalStateException("the jar lacks " + name + ".lua");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Whether somebody believes in a lease by its answer. */
  boolean grantsTime() {
    return this == GRANT || this == REGRANT || this == REWRITE || this == RENEW;
  }

  /** What EVAL takes. */
  byte[] source() {
    return source;
  }

  /** What EVALSHA takes. */
  byte[] digest() {
    return digest;
  }
}
