package dev.lockstep.zookeeper;

import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What this store wrote itself and has not seen end. Thread-safe. */
final class Ledger {
  private final Map<Own, Standing> own = new ConcurrentHashMap<>();

  /** A number and its mark have one term: it alone does not name a record. */
  private record Own(Key key, UUID term) {}

  Optional<Standing> of(Key key, UUID term) {
    return Optional.ofNullable(own.get(new Own(key, term)));
  }

  /** The same, if that was its last write. */
  Optional<Standing> of(Key key, UUID term, long version) {
    return of(key, term).filter(standing -> standing.version() == version);
  }

  Outcome written(UUID term, Standing standing) {
    own.put(new Own(standing.key(), term), standing);
    return new Outcome.Done(standing.version(), standing.token());
  }

  void ended(Key key, UUID term) {
    own.remove(new Own(key, term));
  }

  /** It ended, unless it was written once more. */
  void ended(UUID term, Standing standing) {
    own.remove(new Own(standing.key(), term), standing);
  }

  /** The session has ended, and all that stood on it. */
  Set<Key> ended(Ground ground) {
    Set<Key> keys =
        own.values().stream()
            .filter(standing -> standing.ground() == ground)
            .map(Standing::key)
            .collect(Collectors.toSet());
    own.values().removeIf(standing -> standing.ground() == ground);
    return keys;
  }
}
