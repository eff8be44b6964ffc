package dev.lockstep.memory;

import dev.lockstep.spi.Key;
import java.util.Comparator;

/**
 * Where a record stands on the server. Sorted so that a listing is a range.
 *
 * @param namespace separates applications (K2)
 * @param key the place within
 */
record Place(String namespace, Key key) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::namespace)
          .thenComparing(place -> place.key().kind())
          .thenComparing(place -> place.key().domain())
          .thenComparing(place -> place.key().name());

  /** What is watched by those who watch all of the domain. */
  Place domain() {
    return new Place(namespace, new Key(key.kind(), key.domain(), ""));
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }
}
