package dev.lockstep.simulation;

import dev.lockstep.LeaseKind;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.spi.Key;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that only one may hold at a time: a lock, a leadership, a number. */
final class Exclusion {
  private final LeaseKind kind;
  private final String name;
  private final Optional<Key> key;
  private final Map<Long, Machine> told = new HashMap<>();
  private long greatestToken;
  private @Nullable Machine lastHolder;
  private long forgivenUpTo;
  private @Nullable Held seen;
  private long seenAt = -1;

  Exclusion(LeaseKind kind, String name) {
    this.kind = kind;
    this.name = name;
    this.key =
        switch (kind) {
          case LEADER -> Optional.of(KeyCodec.leader(name));
          case MUTEX -> Optional.of(KeyCodec.mutex(name));
          case NUMBER -> Optional.of(number(name));
          case NODE -> Optional.empty();
        };
  }

  private static Key number(String name) {
    int slash = name.lastIndexOf('/');
    return KeyCodec.number(name.substring(0, slash), Integer.parseInt(name.substring(slash + 1)));
  }

  String rule() {
    return switch (kind) {
      case LEADER -> "E1";
      case NUMBER -> "N1";
      case MUTEX, NODE -> "M1";
    };
  }

  /** Where its record stands; that of a node is named by chance. */
  Optional<Key> key() {
    return key;
  }

  boolean isExclusive() {
    return kind != LeaseKind.NODE;
  }

  long greatestToken() {
    return greatestToken;
  }

  /** Whether that machine had it last, by that token. */
  boolean isStillOf(Machine machine, long token) {
    return lastHolder == machine && greatestToken == token;
  }

  /** A grant; says whether another machine had it before. */
  boolean granted(long token, Machine machine) {
    greatestToken = Math.max(greatestToken, token);
    told.putIfAbsent(token, machine);
    boolean passedOn = lastHolder != null && lastHolder != machine;
    lastHolder = machine;
    return passedOn;
  }

  /** An operator deleted the record: L6 replaces exclusion for the leases of that moment. */
  void deleted(long token) {
    forgivenUpTo = Math.max(forgivenUpTo, token);
  }

  boolean forgives(Held held) {
    return held.lease().token() <= forgivenUpTo;
  }

  /** Whether a deletion excuses that a token comes late; nothing excuses that it comes twice. */
  boolean forgivesLate(Held held) {
    return forgives(held)
        && told.getOrDefault(held.lease().token(), held.machine()) == held.machine();
  }

  /** Notes a holder in this look; returns the one that was noted before in the same look. */
  @Nullable Held alsoHeldBy(Held holder, long look) {
    Held before = seenAt == look ? seen : null;
    seen = holder;
    seenAt = look;
    return before;
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + " '" + name + "'";
  }
}
