package dev.lockstep;

import dev.lockstep.spi.AtomicProvider;
import java.util.List;
import java.util.Optional;

/**
 * Which backend was chosen.
 *
 * @param provider its adapter
 * @param url the URL that chose it; empty if its name did
 * @param place where it was chosen
 */
record Choice(AtomicProvider provider, Optional<UrlText> url, Place place) {
  /** By the URL in code; else by lockstep.url or lockstep.backend, which must not disagree. */
  static Choice make(KitOptions options, List<Layer> layers, Adapters adapters) {
    if (options.url().isPresent()) {
      UrlText url = UrlText.parse(options.url().get());
      return new Choice(adapters.forScheme(url.url().scheme()), Optional.of(url), Place.CODE);
    }
    Optional<Given> url = strongest(layers, "url");
    Optional<Given> backend = strongest(layers, "backend");
    backend.ifPresent(Choice::requireName);
    if (url.isPresent()) {
      return byUrl(url.get(), backend, adapters);
    }
    if (backend.isPresent()) {
      Given given = backend.get();
      return new Choice(adapters.named(given.value()), Optional.empty(), given.place());
    }
    // A misspelt lockstep.url is the likely reason, and says more than that there is none.
    KnownSettings known = new KnownSettings(Optional.empty(), adapters);
    layers.forEach(known::check);
    throw new InvalidOptionException(
        "no backend is chosen; give a URL such as redis://127.0.0.1:6379 to Lockstep.connect (--url of the command), or set lockstep.url"
            + " (LOCKSTEP_URL) or lockstep.backend (LOCKSTEP_BACKEND)");
  }

  private static Choice byUrl(Given given, Optional<Given> backend, Adapters adapters) {
    UrlText url;
    try {
      url = UrlText.parse(given.value());
    } catch (InvalidOptionException malformed) {
      throw new InvalidOptionException(malformed.getMessage() + " (" + given.source() + ")");
    }
    String scheme = url.url().scheme();
    AtomicProvider provider = adapters.forScheme(scheme);
    if (backend.isPresent() && !backend.get().value().equals(provider.name())) {
      throw new InvalidOptionException(
          given.spelling()
              + " ("
              + scheme
              + ") and "
              + backend.get().spelling()
              + " ("
              + backend.get().value()
              + ") disagree; give only one of them");
    }
    return new Choice(provider, Optional.of(url), given.place());
  }

  /** A URL in the wrong place must not be shown as an unknown name (X6). */
  private static void requireName(Given backend) {
    if (!backend.value().matches("[A-Za-z0-9+._-]+")) {
      throw new InvalidOptionException(
          backend.spelling()
              + " is not the name of a backend, such as redis; a URL is given as "
              + backend.place().spell("url"));
    }
  }

  private static Optional<Given> strongest(List<Layer> layers, String name) {
    return layers.stream().flatMap(layer -> layer.find(name).stream()).findFirst();
  }
}
