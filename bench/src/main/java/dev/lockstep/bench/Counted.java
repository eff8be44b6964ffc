package dev.lockstep.bench;

import dev.lockstep.servers.FaultProxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The same operations once more through a proxy, which counts their requests: apart from what is
 * timed, since a proxy takes time.
 */
final class Counted implements AutoCloseable {
  private static final int OPERATIONS = 200;

  private final FaultProxy proxy;
  private final RequestCounter counter;
  private final Stand stand;

  private Counted(String url, BareProvider provider, Framing framing, InetSocketAddress server) {
    this.counter = new RequestCounter(framing);
    this.proxy = FaultProxy.before(server);
    proxy.listen(counter);
    try {
      this.stand = Stand.at(proxy.url(url), Optional.of(provider));
    } catch (RuntimeException failed) {
      proxy.close();
      throw failed;
    }
  }

  /** Empty where nothing goes over a wire, or the URL names more than one server. */
  static Optional<Counted> at(String url, Optional<BareProvider> provider) {
    Optional<Framing> framing = provider.flatMap(BareProvider::framing);
    if (framing.isEmpty()) {
      return Optional.empty();
    }
    URI uri = Stand.parsed(url);
    return uri.getHost() == null || uri.getPort() < 0
        ? Optional.empty()
        : Optional.of(
            new Counted(
                url,
                provider.get(),
                framing.get(),
                new InetSocketAddress(uri.getHost(), uri.getPort())));
  }

  /** How many requests each subject makes for one operation, and of how many bytes. */
  Map<String, PerOperation> perOperation(Scenario scenario, BenchOptions options) {
    Map<String, PerOperation> all = new LinkedHashMap<>();
    try (Subjects subjects = stand.subjects(scenario)) {
      // What was learnt in the warm-up decides how many there are.
      var unused =
          new Interleaved(subjects, options.seed()).rounds(BenchOptions.rounds(options.warmUp()));
      subjects.byName().forEach((name, subject) -> all.put(name, perOperation(subject)));
    }
    return all;
  }

  /**
   * What one operation takes.
   *
   * @param requests on the average; empty if the bytes are of no protocol that is known
   * @param bytes of these requests, at least: what comes now and then is left out
   */
  record PerOperation(OptionalDouble requests, long bytes) {}

  private PerOperation perOperation(Subject subject) {
    long bytes = Long.MAX_VALUE;
    long requests = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      subject.prepare();
      long requestsBefore = counter.requests();
      long bytesBefore = counter.bytes();
      subject.operate();
      requests += counter.requests() - requestsBefore;
      bytes = Math.min(bytes, counter.bytes() - bytesBefore);
    }
    return new PerOperation(
        counter.isForeign()
            ? OptionalDouble.empty()
            : OptionalDouble.of((double) requests / OPERATIONS),
        bytes);
  }

  @Override
  public void close() {
    stand.close();
    proxy.close();
  }
}
