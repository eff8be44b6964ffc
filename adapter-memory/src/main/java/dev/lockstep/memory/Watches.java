package dev.lockstep.memory;

import dev.lockstep.spi.Key;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Who watches what. Guarded by the server's lock. */
final class Watches {
  private final Map<Place, Set<Watch>> byPlace = new HashMap<>();
  private final Set<ExpiryAlarm> alarms = new LinkedHashSet<>();

  void add(Watch watch) {
    byPlace.computeIfAbsent(watch.place(), place -> new LinkedHashSet<>()).add(watch);
    watch.alarm().watched();
    alarms.add(watch.alarm());
  }

  void remove(Watch watch) {
    watch.close();
    Set<Watch> there = byPlace.getOrDefault(watch.place(), new LinkedHashSet<>());
    if (there.remove(watch) && watch.alarm().unwatched()) {
      alarms.remove(watch.alarm());
    }
    if (there.isEmpty()) {
      byPlace.remove(watch.place());
    }
  }

  /** Removes all that came from one store. */
  void removeAll(ExpiryAlarm alarm) {
    all().stream().filter(watch -> watch.alarm() == alarm).toList().forEach(this::remove);
  }

  /** A record is gone: who waits for it may try. */
  void gone(Place place) {
    tell(place, place);
    tell(place.domain(), place);
  }

  /** A record was made: news only for who watches the whole domain. */
  void made(Place place) {
    tell(place.domain(), place);
  }

  void lookAgain() {
    all().forEach(watch -> watch.tell(Optional.empty()));
  }

  void arm(OptionalLong next, long now, Consumer<ExpiryAlarm> ring) {
    alarms.forEach(alarm -> alarm.arm(next, now, () -> ring.accept(alarm)));
  }

  int size() {
    return all().size();
  }

  private void tell(Place watched, Place place) {
    Optional<Key> key = Optional.of(place.key());
    byPlace.getOrDefault(watched, Set.of()).forEach(watch -> watch.tell(key));
  }

  private List<Watch> all() {
    return byPlace.values().stream().flatMap(Set::stream).toList();
  }
}
