package dev.lockstep.memory;

import dev.lockstep.spi.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What some records have in common: the instant at which they vanish unless it is put off. Guarded
 * by the server's lock.
 */
final class Tenure implements Comparable<Tenure> {
  private final MemorySession session;
  private final long serial;
  private final long length;
  private final SortedSet<Place> places = new TreeSet<>();

  /** What a follower has not told its leader yet, oldest first; what it has told stands first. */
  private final Deque<Long> touched = new ArrayDeque<>();

  private long deadline;
  private boolean forgotten;

  Tenure(MemorySession session, long serial, long now) {
    this.session = session;
    this.serial = serial;
    this.length = session.ttl().toNanos();
    this.touched.add(now);
    this.deadline = now + length;
  }

  /**
   * Puts the end off. Behind a follower a renewal proves only that the authority heard of what came
   * so long before it; the server is as strict as that allows, as if the follower were cut off at
   * every moment (H2), so that who counts from the wrong sending is found out.
   */
  void touch(long now) {
    forgotten = false;
    if (session.basis() == Session.Basis.THIS_SEND) {
      deadline = now + length;
      return;
    }
    touched.add(now);
    long told = touched.remove();
    while (!touched.isEmpty() && now - touched.element() >= session.untold().toNanos()) {
      told = touched.remove();
    }
    touched.addFirst(told);
    deadline = told + length;
  }

  /** Begins again, as if it had been renewed just now by nobody. */
  void restart(long now) {
    deadline = now + length;
  }

  /** It has no end until it is touched. */
  void forget() {
    forgotten = true;
  }

  boolean isForgotten() {
    return forgotten;
  }

  MemorySession session() {
    return session;
  }

  boolean ofOneRecord() {
    return session.scope() == Session.Scope.RECORD;
  }

  SortedSet<Place> places() {
    return places;
  }

  long deadline() {
    return deadline;
  }

  /** By deadline, across the overflow that {@link System#nanoTime()} may have. */
  @Override
  public int compareTo(Tenure other) {
    long difference = deadline - other.deadline;
    return difference != 0 ? Long.signum(difference) : Long.compare(serial, other.serial);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(serial);
  }
}
