package dev.lockstep.consul;

import dev.lockstep.spi.Key;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A session of Consul. It is promised for its own TTL, and ends at twice that: so it is opened with
 * half of the time that a record may outlive its holder. Thread-safe.
 *
 * @param id at the server
 * @param ttl how long a record may outlive a dead holder
 * @param validity the TTL that the server knows
 * @param asked by term, what was asked for on it and may be there, since a grant whose answer was
 *     lost can be carried out late (L6)
 */
record ConsulSession(String id, Duration ttl, Duration validity, Map<UUID, Asked> asked)
    implements Session {
  /** No session: the record stays. */
  static final String NONE = "";

  /**
   * A record that was asked for.
   *
   * @param key where
   * @param nanos when
   */
  record Asked(Key key, long nanos) {}

  static ConsulSession opened(String id, Duration ttl, Duration validity) {
    return new ConsulSession(id, ttl, validity, new ConcurrentHashMap<>());
  }

  /** The session that a record found at the server lives on. */
  static Session by(String id) {
    return id.equals(NONE) ? Session.none() : opened(id, Duration.ZERO, Duration.ZERO);
  }

  static String idOf(Session session) {
    return session instanceof ConsulSession own ? own.id() : NONE;
  }

  /** The term is asked for on that session. */
  static void asking(Session session, UUID term, Key key) {
    if (session instanceof ConsulSession own) {
      own.asked.put(term, new Asked(key, System.nanoTime()));
    }
  }

  /** It is certain that the term is not on that session, and will not be. */
  static void absent(Session session, UUID term) {
    if (session instanceof ConsulSession own) {
      own.asked.remove(term);
    }
  }

  /** Every record that may be on it. */
  Set<Key> keys() {
    return asked.values().stream().map(Asked::key).collect(Collectors.toSet());
  }

  /** Those are on it; what else was asked for long ago comes no more. */
  void found(Set<Key> there) {
    long now = System.nanoTime();
    asked
        .values()
        .removeIf(it -> !there.contains(it.key()) && now - it.nanos() > 2 * ttl.toNanos());
  }

  @Override
  public Basis basis() {
    return Basis.THIS_SEND;
  }

  @Override
  public Scope scope() {
    return Scope.SESSION;
  }
}
