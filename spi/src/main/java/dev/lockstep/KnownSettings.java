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
 * @param adapters those of which settings may lie around as well
 */
record KnownSettings(Optional<AtomicProvider> provider, Adapters adapters) {
  /** Parts of the address that can be given without a URL. */
  static final List<String> ADDRESS = List.of("hosts", "user", "password", "path");

  /** The same where there is no network: the path is the name. */
  private static final List<String> ADDRESS_WITHOUT_HOSTS = List.of("path");

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
    for (String name : new TreeSet<>(layer.given().keySet())) {
      if (isMeantForUs(place, name) && !isLeftAlone(place, name)) {
        Set<String> known = known(place, name);
        if (!known.contains(name)) {
          throw unknown(place, name, known);
        }
      }
    }
  }

  private static InvalidOptionException unknown(Place place, String name, Set<String> known) {
    String meant = place == Place.FILE && !name.startsWith(Place.PREFIX) ? place.spell(name) : name;
    return new InvalidOptionException(
        "unknown setting "
            + (name.matches("[A-Za-z0-9._-]+") ? "'" + name + "' " : "(its name is no word) ")
            + place.phrase()
            + Spelling.hint(meant, known)
            + " known: "
            + String.join(", ", known));
  }

  /** Those of another backend, if the name is of one; else all general ones and the chosen's. */
  private Set<String> known(Place place, String name) {
    Set<String> ofAnother = new TreeSet<>();
    others(place, name).forEach(other -> ofAnother.addAll(names(place, other)));
    if (!ofAnother.isEmpty()) {
      return ofAnother;
    }
    Set<String> names = new TreeSet<>();
    if (!place.isBare()) {
      names.add(place.spell("url"));
      names.add(place.spell("backend"));
    }
    GeneralSettings.ALL.forEach(setting -> names.add(place.spell(setting.name())));
    provider.ifPresent(chosen -> names.addAll(names(place, chosen)));
    return names;
  }

  private static Set<String> names(Place place, AtomicProvider of) {
    Set<String> names = new TreeSet<>();
    for (Setting<?> setting : of.settings()) {
      names.add(place.spell(of.name(), setting.name()));
    }
    if (place != Place.URL) {
      List<String> address = of.name().equals("memory") ? ADDRESS_WITHOUT_HOSTS : ADDRESS;
      address.forEach(part -> names.add(place.spell(of.name(), part)));
    }
    return names;
  }

  /** The adapters that were found and not chosen, and whose setting the name is. */
  private List<AtomicProvider> others(Place place, String name) {
    return adapters.providers().stream()
        .filter(other -> !isChosen(other.name()))
        .filter(other -> !place.isBare() && name.startsWith(prefix(place, other.name())))
        .toList();
  }

  private boolean isChosen(String backend) {
    return provider.map(chosen -> chosen.name().equals(backend)).orElse(false);
  }

  private static String prefix(Place place, String backend) {
    return place.spell(backend.toLowerCase(Locale.ROOT) + ".");
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
    // Of a backend whose adapter is not here, nobody can say which settings it has.
    return others(place, name).isEmpty()
        && adapters.backendNames().stream()
            .filter(backend -> !isChosen(backend))
            .anyMatch(backend -> name.startsWith(prefix(place, backend)));
  }
}
