package dev.lockstep.memory;

import dev.lockstep.spi.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every tenure, by session and by deadline. Guarded by the server's lock. */
final class Tenures {
  private final long lag;
  private final Map<Long, Tenure> sessions = new HashMap<>();
  private final TreeSet<Tenure> byDeadline = new TreeSet<>();
  private long serials;

  Tenures(long lagNanos) {
    this.lag = lagNanos;
  }

  void open(MemorySession session, long now) {
    if (session.scope() == Session.Scope.SESSION) {
      sessions.put(session.id(), begin(session, now));
    }
  }

  /**
   * Whether the server no longer knows this session; where records live by themselves it never did.
   */
  boolean gone(Session session) {
    return session instanceof MemorySession ours
        && ours.scope() == Session.Scope.SESSION
        && !sessions.containsKey(ours.id());
  }

  /**
   * The tenure of a session that is not gone; null for a record that stays, or where records live
   * by themselves.
   */
  @Nullable Tenure of(Session session) {
    return session instanceof MemorySession ours ? sessions.get(ours.id()) : null;
  }

  /** The tenure that a new record gets; null if it stays. */
  @Nullable Tenure join(Session session, long now) {
    return session instanceof MemorySession ours && ours.scope() == Session.Scope.RECORD
        ? begin(ours, now)
        : of(session);
  }

  void touch(Tenure tenure, long now) {
    byDeadline.remove(tenure);
    tenure.touch(now);
    byDeadline.add(tenure);
  }

  /** It is never due, until it is touched. */
  void forget(Tenure tenure) {
    byDeadline.remove(tenure);
    tenure.forget();
  }

  void restartAll(long now) {
    for (Tenure tenure : List.copyOf(byDeadline)) {
      byDeadline.remove(tenure);
      tenure.restart(now);
      byDeadline.add(tenure);
    }
  }

  void drop(Tenure tenure) {
    byDeadline.remove(tenure);
    sessions.remove(tenure.session().id(), tenure);
  }

  /** Takes out what is over. */
  List<Tenure> due(long now) {
    List<Tenure> due = new ArrayList<>();
    while (!byDeadline.isEmpty() && byDeadline.first().deadline() + lag - now <= 0) {
      Tenure first = byDeadline.first();
      drop(first);
      due.add(first);
    }
    return due;
  }

  /** When the next one is over. */
  OptionalLong next() {
    return byDeadline.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(byDeadline.first().deadline() + lag);
  }

  /** Every place that lives by this session. */
  List<Place> places(Session session) {
    return byDeadline.stream()
        .filter(tenure -> tenure.session().equals(session))
        .flatMap(tenure -> tenure.places().stream())
        .toList();
  }

  int sessions() {
    return sessions.size();
  }

  void clear() {
    sessions.clear();
    byDeadline.clear();
  }

  private Tenure begin(MemorySession session, long now) {
    serials++;
    Tenure tenure = new Tenure(session, serials, now);
    byDeadline.add(tenure);
    return tenure;
  }
}
