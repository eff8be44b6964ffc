package dev.lockstep;

import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.BackendUrl;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the backend is, of the URL and of the settings hosts, user, password and path, which fill
 * its gaps.
 */
final class Address {
  private final Choice choice;
  private final List<Layer> layers;

  private Address(Choice choice, List<Layer> layers) {
    this.choice = choice;
    this.layers = layers;
  }

  static BackendUrl complete(Choice choice, List<Layer> layers) {
    return new Address(choice, layers).complete();
  }

  private BackendUrl complete() {
    Optional<BackendUrl> url = choice.url().map(UrlText::url);
    Optional<List<InetSocketAddress>> inUrl =
        url.map(BackendUrl::hosts).filter(hosts -> !hosts.isEmpty());
    BackendUrl complete =
        new BackendUrl(
            url.map(BackendUrl::scheme).orElseGet(this::scheme),
            merge("hosts", inUrl, this::hosts).orElse(List.of()),
            merge("path", url.map(BackendUrl::path).filter(path -> !path.isEmpty()), Given::value)
                .orElse(""),
            merge("user", url.flatMap(BackendUrl::user), Given::value),
            merge("password", url.flatMap(BackendUrl::password), Given::value));
    requireHosts(complete);
    return complete;
  }

  private String scheme() {
    AtomicProvider provider = choice.provider();
    Set<String> schemes = new TreeSet<>(provider.schemes());
    return schemes.contains(provider.name()) ? provider.name() : schemes.iterator().next();
  }

  private <T> Optional<T> merge(String part, Optional<T> inUrl, Reading<T> reading) {
    String backend = choice.provider().name();
    Optional<Given> given =
        layers.stream()
            .filter(layer -> layer.place() != Place.URL)
            .flatMap(layer -> layer.find(backend, part).stream())
            .findFirst();
    if (given.isEmpty()) {
      return inUrl;
    }
    boolean overruled =
        choice.place() == Place.CODE && given.get().place() != Place.CODE && inUrl.isPresent();
    if (overruled) {
      return inUrl;
    }
    T value = reading.of(given.get());
    if (inUrl.isPresent() && !inUrl.get().equals(value)) {
      throw new InvalidOptionException(
          "the URL and the setting "
              + part
              + " of "
              + backend
              + " ("
              + given.get().source()
              + ") disagree; give only one of them");
    }
    return Optional.of(value);
  }

  private List<InetSocketAddress> hosts(Given given) {
    try {
      return HostText.parse(given.value());
    } catch (IllegalArgumentException wrong) {
      throw new InvalidOptionException(
          "setting hosts of "
              + choice.provider().name()
              + ": "
              + wrong.getMessage()
              + "; expected is a form such as host:6379,host:6380 ("
              + given.source()
              + ")");
    }
  }

  private void requireHosts(BackendUrl url) {
    String backend = choice.provider().name();
    if (backend.equals("memory") && !url.hosts().isEmpty()) {
      throw new InvalidOptionException(
          "the backend memory has no hosts; its URL is memory: or memory:name");
    }
    if (Adapters.needsHosts(backend) && url.hosts().isEmpty()) {
      throw new InvalidOptionException(
          choice.url().isPresent()
              ? "the URL names no host; a URL of "
                  + backend
                  + " is "
                  + url.scheme()
                  + "://host:port,host:port"
              : "no host is given for "
                  + backend
                  + "; set lockstep."
                  + backend
                  + ".hosts to host:port,host:port, or lockstep.url to "
                  + url.scheme()
                  + "://host:port");
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(Given given);
  }
}
