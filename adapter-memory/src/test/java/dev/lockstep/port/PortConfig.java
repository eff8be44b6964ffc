package dev.lockstep.port;

import dev.lockstep.LockOptions;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.BackendUrl;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Setting;
import dev.lockstep.spi.Ticker;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A configuration as the library makes it, with short timeouts; in a namespace of its own if none
 * is named.
 */
public record PortConfig(
    BackendUrl url,
    String namespace,
    Duration connectTimeout,
    Duration operationTimeout,
    Map<String, Object> values)
    implements AtomicConfig {
  private static final ScheduledExecutorService TIMERS =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "test-timers");
            thread.setDaemon(true);
            return thread;
          });

  /** A backend at that URL, in a random namespace. */
  public static PortConfig of(String url) {
    URI uri = URI.create(url);
    String[] account = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    BackendUrl parsed =
        new BackendUrl(
            uri.getScheme(),
            List.of(InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort())),
            uri.getPath().isEmpty() ? "" : uri.getPath().substring(1),
            account.length == 0 ? Optional.empty() : Optional.of(account[0]),
            account.length < 2 ? Optional.empty() : Optional.of(account[1]));
    return new PortConfig(
        parsed,
        "test-" + UUID.randomUUID(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Map.of());
  }

  /** The same in another namespace. */
  public PortConfig in(String otherNamespace) {
    return new PortConfig(url, otherNamespace, connectTimeout, operationTimeout, values);
  }

  /** The same with so much time to connect. */
  public PortConfig connectWithin(Duration timeout) {
    return new PortConfig(url, namespace, timeout, operationTimeout, values);
  }

  /** The same with so much time for one answer. */
  public PortConfig answerWithin(Duration timeout) {
    return new PortConfig(url, namespace, connectTimeout, timeout, values);
  }

  /** The same with that setting. */
  public <T> PortConfig with(Setting<T> setting, T value) {
    Map<String, Object> more = new HashMap<>(values);
    more.put(setting.name(), value);
    return new PortConfig(url, namespace, connectTimeout, operationTimeout, Map.copyOf(more));
  }

  @Override
  public <T> Optional<T> get(Setting<T> setting) {
    return Optional.ofNullable(values.get(setting.name()))
        .map(setting.type()::cast)
        .or(setting::defaultValue);
  }

  @Override
  public String nodeKey() {
    return "node";
  }

  @Override
  public LockOptions lockDefaults() {
    throw new UnsupportedOperationException("a store has no locks");
  }

  @Override
  public Ticker ticker() {
    return Ticker.system();
  }

  @Override
  public Scheduler scheduler() {
    return (nanos, task) -> {
      var timer = TIMERS.schedule(task, nanos, TimeUnit.NANOSECONDS);
      return () -> timer.cancel(false);
    };
  }

  @Override
  public Executor listeners() {
    return TIMERS;
  }

  @Override
  public LockstepObserver observer() {
    return LockstepObserver.none();
  }
}
