package dev.lockstep.memory;

import dev.lockstep.spi.Session;
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
  private long touched;
  private long deadline;

  Tenure(MemorySession session, long serial, long now) {
    this.session = session;
    this.serial = serial;
    this.length = session.ttl().toNanos();
    this.touched = now;
    this.deadline = now + length;
  }

  /**
   * Puts the end off. Behind a follower a renewal proves only that the authority heard of the
   * sending before it; the server is as strict as that allows, so that who counts from the wrong
   * sending is found out.
   */
  void touch(long now) {
    deadline = (session.basis() == Session.Basis.THIS_SEND ? now : touched) + length;
    touched = now;
  }

  /** Begins again, as if it had been renewed just now by nobody. */
  void restart(long now) {
    deadline = now + length;
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
