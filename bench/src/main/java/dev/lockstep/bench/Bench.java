package dev.lockstep.bench;

import dev.lockstep.bench.Counted.PerOperation;
import dev.lockstep.spi.AtomicProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Measures Lockstep on one backend, and the backend's bare client beside it. Blocks. */
public final class Bench {
  private final String backend;
  private final String url;
  private final BenchOptions options;
  private final Optional<BareProvider> provider;

  private Bench(String backend, String url, BenchOptions options) {
    this.backend = backend;
    this.url = url;
    this.options = options;
    this.provider =
        ServiceLoader.load(BareProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(known -> known.backend().equals(backend))
            .findFirst();
  }

  /**
   * All scenarios, in namespaces that nobody else uses.
   *
   * @param backend its name, as its adapter has it
   * @param url where it is
   * @param progress is told what runs now
   * @throws dev.lockstep.LockstepException if the backend cannot be reached, or a value is wrong
   */
  public static List<BenchRow> run(
      String backend, String url, BenchOptions options, Consumer<String> progress) {
    return new Bench(backend, url, options).rows(progress);
  }

  /** The name of the backend at that URL; its scheme, if no adapter on the class path knows it. */
  public static String backend(String url) {
    String scheme = url.replaceFirst(":.*", "");
    return ServiceLoader.load(AtomicProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(adapter -> adapter.schemes().contains(scheme))
        .map(AtomicProvider::name)
        .findFirst()
        .orElse(scheme);
  }

  private List<BenchRow> rows(Consumer<String> progress) {
    List<BenchRow> rows = new ArrayList<>();
    try (Stand stand = Stand.at(url, provider)) {
      for (Scenario scenario : Scenario.values()) {
        progress.accept(backend + ": " + scenario.label());
        Map<String, Samples> times = measured(stand, scenario);
        Optional<Samples> floor = Optional.ofNullable(times.get(Stand.BARE));
        times.forEach((subject, samples) -> rows.add(row(scenario, subject, samples, floor)));
      }
    }
    return counted(rows, progress);
  }

  private Map<String, Samples> measured(Stand stand, Scenario scenario) {
    try (Subjects subjects = stand.subjects(scenario)) {
      return new Interleaved(subjects, options.seed()).measured(options);
    }
  }

  private BenchRow row(
      Scenario scenario, String subject, Samples samples, Optional<Samples> floor) {
    return new BenchRow(
        backend,
        scenario.label(),
        subject,
        samples.medianMicros(),
        samples.p99Micros(),
        samples.perSecond(),
        OptionalDouble.empty(),
        floor
            .map(bare -> OptionalDouble.of(samples.medianMicros() / bare.medianMicros()))
            .orElseGet(OptionalDouble::empty));
  }

  private List<BenchRow> counted(List<BenchRow> rows, Consumer<String> progress) {
    Optional<Counted> proxied = Counted.at(url, provider);
    if (proxied.isEmpty()) {
      return rows;
    }
    progress.accept(backend + ": requests, counted by a proxy");
    List<BenchRow> all = new ArrayList<>();
    try (Counted counted = proxied.get()) {
      for (Scenario scenario : Scenario.values()) {
        Map<String, PerOperation> counts = counted.perOperation(scenario, options);
        rows.stream()
            .filter(row -> row.scenario().equals(scenario.label()))
            .map(row -> row.counting(Objects.requireNonNull(counts.get(row.subject())).requests()))
            .forEach(all::add);
      }
    }
    return all;
  }
}
