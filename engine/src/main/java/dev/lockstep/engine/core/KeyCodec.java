package dev.lockstep.engine.core;

import dev.lockstep.spi.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;

/**
 * The one place where names become keys: an alphabet and a length that every backend accepts,
 * without collisions (K1).
 *
 * <p>Letters, digits, {@code -} and {@code _} stand for themselves; every other byte of UTF-8 is
 * {@code =} and two hexadecimal digits. What gets longer than 64 is {@code ==} and its SHA-256; the
 * record keeps the full name. An incarnation follows a node's name after {@code =-}, which no name
 * contains. {@code =} is followed by two digits, by {@code =} or by {@code -}, so that the three
 * forms never meet.
 */
public final class KeyCodec {
  /** Longer names are hashed: ZooKeeper answers at most 1 MB of names at a time. */
  private static final int LONGEST = 64;

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private KeyCodec() {}

  /** The key of a lock. */
  public static Key mutex(String name) {
    return new Key("mutex", "", encode(name));
  }

  /** The key of the leadership of a domain. */
  public static Key leader(String isolationKey) {
    return new Key("leader", "", encode(isolationKey));
  }

  /** The key of one incarnation of a node in a domain: two never collide. */
  public static Key node(String isolationKey, String nodeKey, UUID incarnation) {
    String suffix = incarnation.toString().replace("-", "");
    return new Key("node", encode(isolationKey), encode(nodeKey) + "=-" + suffix);
  }

  /** The key of a number of a pool. */
  public static Key number(String pool, int number) {
    return new Key("number", encode(pool), Integer.toString(number));
  }

  /** The key of the mark beside a number. */
  public static Key mark(String pool, int number) {
    return new Key("mark", encode(pool), Integer.toString(number));
  }

  /** A name in the alphabet of all backends. */
  public static String encode(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    StringBuilder encoded = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      if (isPlain(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('=').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
      }
    }
    return encoded.length() <= LONGEST ? encoded.toString() : "==" + digest(bytes);
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_';
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
