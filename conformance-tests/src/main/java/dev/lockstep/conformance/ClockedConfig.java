package dev.lockstep.conformance;

import dev.lockstep.Kit;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.BackendUrl;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Setting;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What a provider is given when the suite chooses the clocks (L9). Immutable. */
record ClockedConfig(
    BackendUrl url,
    String namespace,
    String nodeKey,
    Duration operationTimeout,
    SteppedClock ticker,
    ScheduledExecutorService threads,
    LockstepObserver observer)
    implements AtomicConfig, AutoCloseable {

  static ClockedConfig of(
      String url,
      String namespace,
      String nodeKey,
      SteppedClock ticker,
      LockstepObserver observer) {
    return new ClockedConfig(
        parse(url),
        namespace,
        nodeKey,
        Duration.ofSeconds(2),
        ticker,
        Executors.newScheduledThreadPool(2),
        observer);
  }

  /** Opens a kit by the provider that the class path has for the URL. */
  Kit open() {
    AtomicProvider provider =
        ServiceLoader.load(AtomicProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.schemes().contains(url.scheme()))
            .findFirst()
            .orElseThrow();
    return Lockstep.kit(provider.open(this), ticker);
  }

  private static BackendUrl parse(String text) {
    URI uri = URI.create(text);
    if (uri.isOpaque()) {
      return new BackendUrl(
          uri.getScheme(),
          List.of(),
          uri.getSchemeSpecificPart().replaceAll("\\?.*", ""),
          Optional.empty(),
          Optional.empty());
    }
    InetSocketAddress host = InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
    String path = uri.getPath().isEmpty() ? "" : uri.getPath().substring(1);
    String account = uri.getUserInfo() == null ? "" : uri.getUserInfo();
    int colon = account.indexOf(':');
    String user = colon < 0 ? account : account.substring(0, colon);
    return new BackendUrl(
        uri.getScheme(),
        List.of(host),
        path,
        Optional.of(user).filter(name -> !name.isEmpty()),
        colon < 0 ? Optional.empty() : Optional.of(account.substring(colon + 1)));
  }

  @Override
  public <T> Optional<T> get(Setting<T> setting) {
    return setting.defaultValue();
  }

  @Override
  public Duration connectTimeout() {
    return Duration.ofSeconds(10);
  }

  @Override
  public LockOptions lockDefaults() {
    return LockOptions.defaults();
  }

  @Override
  public Scheduler scheduler() {
    return (delay, task) -> {
      ScheduledFuture<?> future =
          threads.schedule(() -> ticker.fire(task), delay, TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    };
  }

  @Override
  public Executor listeners() {
    return threads;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
