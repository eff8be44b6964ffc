package dev.lockstep.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what the scripts write: the layout of a record is in {@code prelude.lua}. */
final class Stored {
  private static final HexFormat HEX = HexFormat.of();
  private static final int BODY = 73;

  private Stored() {}

  static byte[] term(UUID term) {
    return Layout.ascii(
        HEX.toHexDigits(term.getMostSignificantBits())
            + HEX.toHexDigits(term.getLeastSignificantBits()));
  }

  static byte[] version(long version) {
    return Layout.ascii(String.format("%016d", version));
  }

  /** What a writing script answered. */
  static Outcome outcome(Key key, List<Object> reply) {
    Optional<Entry> standing = entry(key, reply);
    if (((Long) reply.get(0)) != 1) {
      return new Outcome.Refused(standing);
    }
    if (reply.size() == 1) {
      return new Outcome.Done(0, 0);
    }
    String stamps = new String((byte[]) reply.get(1), US_ASCII);
    return new Outcome.Done(Long.parseLong(stamps, 16, 32, 10), Long.parseLong(stamps, 0, 16, 10));
  }

  /** The record in an answer, if one stands. */
  static Optional<Entry> entry(Key key, List<Object> reply) {
    return (Long) reply.get(0) == 0
        ? Optional.of(entry(key, (byte[]) reply.get(1), (Long) reply.get(2)))
        : Optional.empty();
  }

  static Entry entry(Key key, byte[] stored, long left) {
    String head = new String(stored, 0, BODY, US_ASCII);
    UUID term =
        new UUID(
            HexFormat.fromHexDigitsToLong(head, 1, 17),
            HexFormat.fromHexDigitsToLong(head, 17, 33));
    return new Entry(
        key,
        term,
        Arrays.copyOfRange(stored, BODY, stored.length),
        Long.parseLong(head, 49, 65, 10),
        Long.parseLong(head, 33, 49, 10),
        left < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(left)));
  }
}
