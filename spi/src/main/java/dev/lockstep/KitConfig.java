package dev.lockstep;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.BackendUrl;
import dev.lockstep.spi.Durations;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Names;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Setting;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a provider is given by {@code Lockstep.connect}: code first, then settings, then defaults.
 */
final class KitConfig implements AtomicConfig {
  private final BackendUrl url;
  private final Map<String, Object> ofAdapter;
  private final String namespace;
  private final String nodeKey;
  private final Duration operationTimeout;
  private final Duration connectTimeout;
  private final LockOptions lockDefaults;
  private final int idNumbers;
  private final LockstepObserver observer;
  private final KitThreads threads;

  /** Checks everything before it asks for threads, so that a wrong option leaves none behind. */
  KitConfig(KitOptions options, Settings settings, KitThreads.Start start) {
    url = settings.url();
    ofAdapter = settings.ofAdapter();
    String configuredNamespace =
        settings.general(GeneralSettings.NAMESPACE, Names::require).orElseThrow();
    namespace = options.namespace().orElse(configuredNamespace);
    Optional<String> configuredNode = settings.general(GeneralSettings.NODE_KEY, Names::require);
    nodeKey = options.nodeKey().or(() -> configuredNode).orElseGet(NodeName::ofThisProcess);
    Duration operation =
        settings
            .general(GeneralSettings.OPERATION_TIMEOUT, Durations::requirePositive)
            .orElseThrow();
    operationTimeout = options.operationTimeout().orElse(operation);
    Duration connect =
        settings.general(GeneralSettings.CONNECT_TIMEOUT, Durations::requirePositive).orElseThrow();
    connectTimeout = options.connectTimeout().orElse(connect);
    LockOptions configuredLock = lockOptions(settings);
    lockDefaults = options.lockDefaults().orElse(configuredLock);
    int numbers =
        settings.general(GeneralSettings.ID_NUMBERS, KitOptions::requireIdNumbers).orElseThrow();
    idNumbers = options.idNumbers().orElse(numbers);
    observer = options.observer();
    threads = start.threads(nodeKey, options.listenerExecutor());
  }

  private static LockOptions lockOptions(Settings settings) {
    LockOptions lock = LockOptions.defaults();
    Optional<Duration> ttl = settings.general(GeneralSettings.LOCK_TTL, Durations::requirePositive);
    Optional<Duration> retry =
        settings.general(GeneralSettings.LOCK_RETRY_INTERVAL, Durations::requirePositive);
    Optional<Duration> wait =
        settings.general(GeneralSettings.LOCK_MAX_WAIT, Durations::requireNotNegative);
    lock = ttl.map(lock::ttl).orElse(lock);
    lock = retry.map(lock::retryInterval).orElse(lock);
    return wait.map(lock::maxWait).orElse(lock);
  }

  @Override
  public <T> Optional<T> get(Setting<T> setting) {
    return Optional.ofNullable(ofAdapter.get(setting.name()))
        .map(setting.type()::cast)
        .or(setting::defaultValue);
  }

  @Override
  public BackendUrl url() {
    return url;
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public String nodeKey() {
    return nodeKey;
  }

  @Override
  public Duration operationTimeout() {
    return operationTimeout;
  }

  @Override
  public Duration connectTimeout() {
    return connectTimeout;
  }

  @Override
  public LockOptions lockDefaults() {
    return lockDefaults;
  }

  @Override
  public Ticker ticker() {
    return Ticker.system();
  }

  @Override
  public Scheduler scheduler() {
    return threads.timer();
  }

  @Override
  public Executor listeners() {
    return threads.listeners();
  }

  @Override
  public LockstepObserver observer() {
    return observer;
  }

  int idNumbers() {
    return idNumbers;
  }

  KitThreads threads() {
    return threads;
  }

  /** Hides the settings of the adapter, which may be secrets (X6). */
  @Override
  public String toString() {
    return "AtomicConfig[url=" + url + ", namespace=" + namespace + ", nodeKey=" + nodeKey + "]";
  }
}
