package dev.lockstep;

import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.BackendUrl;
import dev.lockstep.spi.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings that hold for one kit: found, checked and typed. Code wins over system properties,
 * these over the environment, that over the file; the parameters of a URL count as its place, and
 * win there.
 */
final class Settings {
  private final AtomicProvider provider;
  private final BackendUrl url;
  private final List<Layer> layers;
  private final Map<String, Object> ofAdapter = new HashMap<>();

  private Settings(AtomicProvider provider, BackendUrl url, List<Layer> layers) {
    this.provider = provider;
    this.url = url;
    this.layers = layers;
    for (Setting<?> setting : provider.settings()) {
      find(layer -> layer.find(provider.name(), setting.name()))
          .ifPresent(
              given ->
                  ofAdapter.put(setting.name(), SettingText.read(setting, provider.name(), given)));
    }
  }

  static Settings resolve(KitOptions options, Surroundings surroundings, Adapters adapters) {
    List<Layer> around = surroundings.layers();
    Choice choice = Choice.make(options, around, adapters);
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer(Place.CODE, options.settings()));
    Optional<Layer> query = choice.url().map(text -> new Layer(Place.URL, text.query()));
    if (choice.place() == Place.CODE) {
      query.ifPresent(layers::add);
    }
    for (Layer layer : around) {
      if (choice.place() == layer.place()) {
        query.ifPresent(layers::add);
      }
      layers.add(layer);
    }
    KnownSettings known = new KnownSettings(Optional.of(choice.provider()), adapters);
    layers.forEach(known::check);
    return new Settings(choice.provider(), Address.complete(choice, layers), List.copyOf(layers));
  }

  /** The adapter of the chosen backend. */
  AtomicProvider provider() {
    return provider;
  }

  /** Where the backend is. */
  BackendUrl url() {
    return url;
  }

  /** The adapter's settings that were given, by name. */
  Map<String, Object> ofAdapter() {
    return Map.copyOf(ofAdapter);
  }

  /** A general setting or its default, if the check has nothing against it. */
  <T> Optional<T> general(Setting<T> setting, Check<T> check) {
    Optional<Given> given = find(layer -> layer.find(setting.name()));
    if (given.isEmpty()) {
      return setting.defaultValue();
    }
    T value = SettingText.read(setting, provider.name(), given.get());
    try {
      check.require(setting.name(), value);
    } catch (InvalidOptionException wrong) {
      throw new InvalidOptionException(wrong.getMessage() + " (" + given.get().source() + ")");
    }
    return Optional.of(value);
  }

  private Optional<Given> find(Lookup lookup) {
    return layers.stream().flatMap(layer -> lookup.in(layer).stream()).findFirst();
  }

  /** Throws if the value cannot be meant. */
  @FunctionalInterface
  interface Check<T> {
    void require(String name, T value);
  }

  @FunctionalInterface
  private interface Lookup {
    Optional<Given> in(Layer layer);
  }
}
