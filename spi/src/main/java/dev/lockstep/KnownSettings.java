package dev.lockstep;

import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which names may stand where, so that a misspelt one is an error (X3).
 *
 * @param provider the chosen backend; empty while none is chosen
 * @param backends the names of all backends, of which settings may lie around
 */
record KnownSettings(Optional<AtomicProvider> provider, Set<String> backends) {
  /** Parts of the address that can be given without a URL. */
  static final List<String> ADDRESS = List.of("hosts", "user", "password", "path");

  /** What commands under a lock are told, and what this project's tools read. */
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "LOCKSTEP_TOKEN",
          "LOCKSTEP_LOCK",
          "LOCKSTEP_EXPIRES",
          "LOCKSTEP_NUMBER",
          "LOCKSTEP_CACHE",
          "lockstep.cache");

  void check(Layer layer) {
    Place place = layer.place();
    Set<String> known = names(place);
    for (String name : new TreeSet<>(layer.given().keySet())) {
      if (!known.contains(name) && isMeantForUs(place, name) && !isLeftAlone(place, name)) {
        String meant =
            place == Place.FILE && !name.startsWith(Place.PREFIX) ? place.spell(name) : name;
        throw new InvalidOptionException(
            "unknown setting "
                + (name.matches("[A-Za-z0-9._-]+") ? "'" + name + "' " : "(its name is no word) ")
                + place.phrase()
                + Spelling.hint(meant, known)
                + " known: "
                + String.join(", ", known));
      }
    }
  }

  private Set<String> names(Place place) {
    Set<String> names = new TreeSet<>();
    if (!place.isBare()) {
      names.add(place.spell("url"));
      names.add(place.spell("backend"));
    }
    GeneralSettings.ALL.forEach(setting -> names.add(place.spell(setting.name())));
    provider.ifPresent(
        chosen -> {
          for (Setting<?> setting : chosen.settings()) {
            names.add(place.spell(chosen.name(), setting.name()));
          }
          if (place != Place.URL) {
            ADDRESS.forEach(part -> names.add(place.spell(chosen.name(), part)));
          }
        });
    return names;
  }

  private static boolean isMeantForUs(Place place, String name) {
    return switch (place) {
      case CODE, URL, FILE -> true;
      case PROPERTIES -> name.startsWith(Place.PREFIX);
      case ENVIRONMENT -> name.startsWith("LOCKSTEP_");
    };
  }

  private boolean isLeftAlone(Place place, String name) {
    if (place.isBare()) {
      return false;
    }
    if (place != Place.FILE
        && (NO_SETTINGS.contains(name) || name.startsWith(place.spell("test.")))) {
      return true;
    }
    return backends.stream()
        .filter(backend -> provider.map(chosen -> !chosen.name().equals(backend)).orElse(true))
        .map(backend -> place.spell(backend.toLowerCase(Locale.ROOT) + "."))
        .anyMatch(name::startsWith);
  }
}
