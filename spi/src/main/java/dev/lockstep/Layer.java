package dev.lockstep;

import java.util.Map;
import java.util.Optional;

/**
 * What was given in one place.
 *
 * @param place where
 * @param given values by names as they are spelled there
 */
record Layer(Place place, Map<String, String> given) {
  Layer {
    given = Map.copyOf(given);
  }

  Optional<Given> find(String name) {
    return spelled(place.spell(name));
  }

  Optional<Given> find(String backend, String name) {
    return spelled(place.spell(backend, name));
  }

  private Optional<Given> spelled(String spelling) {
    return Optional.ofNullable(given.get(spelling)).map(value -> new Given(place, spelling, value));
  }

  /** Hides the values, of which any may be a secret (X6). */
  @Override
  public String toString() {
    return "Layer[" + place + " " + given.keySet() + "]";
  }
}
