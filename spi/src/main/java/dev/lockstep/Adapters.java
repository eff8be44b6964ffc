package dev.lockstep;

import dev.lockstep.spi.AtomicProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The adapters that were found.
 *
 * @param providers one per class
 * @param broken what was said of those that could not be loaded
 */
record Adapters(List<AtomicProvider> providers, List<String> broken) {
  /** The schemes of our own adapters, and whose they are. */
  private static final Map<String, String> KNOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("memory", "memory"),
              Map.entry("redis", "redis"),
              Map.entry("rediss", "redis"),
              Map.entry("redis-sentinel", "redis"),
              Map.entry("rediss-sentinel", "redis"),
              Map.entry("redis-cluster", "redis"),
              Map.entry("rediss-cluster", "redis"),
              Map.entry("etcd", "etcd"),
              Map.entry("consul", "consul"),
              Map.entry("nats", "nats"),
              Map.entry("zookeeper", "zookeeper")));

  private static final Map<String, String> ARTIFACTS = Map.of("nats", "nats-kv");

  Adapters {
    providers = List.copyOf(providers);
    broken = List.copyOf(broken);
  }

  /** That one alone. */
  static Adapters of(AtomicProvider given) {
    return new Adapters(List.of(given), List.of());
  }

  /** Those on the class or module path, by the thread's context class loader and by our own. */
  static Adapters find() {
    Map<String, AtomicProvider> found = new LinkedHashMap<>();
    List<String> broken = new ArrayList<>();
    Arrays.asList(Thread.currentThread().getContextClassLoader(), Adapters.class.getClassLoader())
        .stream()
        .filter(Objects::nonNull)
        .distinct()
        .forEach(
            loader -> collect(ServiceLoader.load(AtomicProvider.class, loader), found, broken));
    return new Adapters(List.copyOf(found.values()), broken);
  }

  private static void collect(
      ServiceLoader<AtomicProvider> services,
      Map<String, AtomicProvider> found,
      List<String> broken) {
    Iterator<AtomicProvider> iterator = services.iterator();
    while (true) {
      try {
        if (!iterator.hasNext()) {
          return;
        }
        AtomicProvider provider = iterator.next();
        found.putIfAbsent(provider.getClass().getName(), provider);
      } catch (ServiceConfigurationError unusable) {
        // One broken adapter must not take the others away; it is named if it is the one that is
        // missed.
        broken.add(String.valueOf(unusable.getMessage()));
      }
    }
  }

  /** The one adapter that serves the scheme. */
  AtomicProvider forScheme(String scheme) {
    List<AtomicProvider> serving =
        providers.stream().filter(provider -> provider.schemes().contains(scheme)).toList();
    return one(serving, scheme, schemes(), KNOWN.keySet());
  }

  /** The one adapter of that name. */
  AtomicProvider named(String name) {
    List<AtomicProvider> serving =
        providers.stream().filter(provider -> provider.name().equals(name)).toList();
    Set<String> names = new TreeSet<>();
    providers.forEach(provider -> names.add(provider.name()));
    return one(serving, name, names, new TreeSet<>(KNOWN.values()));
  }

  /** Names of backends, of which settings may stand around though another one is chosen. */
  Set<String> backendNames() {
    Set<String> names = new TreeSet<>(KNOWN.values());
    providers.forEach(provider -> names.add(provider.name()));
    return names;
  }

  /** Whether a backend of that name lives on hosts, as far as we know. */
  static boolean needsHosts(String backend) {
    return KNOWN.containsValue(backend) && !backend.equals("memory");
  }

  private AtomicProvider one(
      List<AtomicProvider> serving, String wanted, Set<String> served, Set<String> known) {
    if (serving.size() > 1) {
      throw new InvalidOptionException(
          "two adapters on the class path serve '"
              + wanted
              + "': "
              + serving.get(0).getClass().getName()
              + " and "
              + serving.get(1).getClass().getName()
              + "; remove one of them");
    }
    if (!serving.isEmpty()) {
      return serving.get(0);
    }
    String loading = broken.isEmpty() ? "" : "; not loadable: " + String.join("; ", broken);
    String backend = KNOWN.get(wanted);
    if (backend != null && known.contains(wanted)) {
      throw new InvalidOptionException(
          "no adapter for '"
              + wanted
              + "' on the class path; add dev.lockstep:lockstep-adapter-"
              + ARTIFACTS.getOrDefault(backend, backend)
              + loading);
    }
    Set<String> candidates = new TreeSet<>(known);
    candidates.addAll(served);
    throw new InvalidOptionException(
        "unknown backend '"
            + wanted
            + "'"
            + Spelling.hint(wanted, candidates)
            + " adapters on the class path serve: "
            + (served.isEmpty() ? "nothing" : String.join(", ", served))
            + loading);
  }

  private Set<String> schemes() {
    Set<String> schemes = new TreeSet<>();
    providers.forEach(provider -> schemes.addAll(provider.schemes()));
    return schemes;
  }
}
