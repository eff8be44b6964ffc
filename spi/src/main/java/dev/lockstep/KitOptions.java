package dev.lockstep;

import dev.lockstep.spi.Durations;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Names;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How to open a kit: an immutable value; each method with an argument returns a changed copy. What
 * is set here wins over system properties, environment and {@code lockstep.properties}; what a
 * method sets wins over the URL's query parameters.
 */
public final class KitOptions {
  /** The most machine numbers that one kit may hold. */
  static final int MAX_ID_NUMBERS = 1024;

  private static final KitOptions EMPTY = new KitOptions(new Draft());

  private final Draft values;

  private KitOptions(Draft values) {
    this.values = values;
  }

  /**
   * {@return options for a backend by URL, such as {@code redis://127.0.0.1:6379?namespace=shop}}
   * The URL is read when the kit is opened.
   *
   * @param url such as {@code redis://127.0.0.1:6379?namespace=shop}
   */
  public static KitOptions of(String url) {
    Objects.requireNonNull(url, "url");
    return EMPTY.changed(draft -> draft.url = url);
  }

  /**
   * {@return options from system properties, environment and {@code lockstep.properties}; read when
   * the kit is opened}
   */
  public static KitOptions fromEnvironment() {
    return EMPTY;
  }

  /**
   * Separates applications on one backend (K2); {@code lockstep} by default.
   *
   * @param namespace a valid name
   * @return a changed copy
   */
  public KitOptions namespace(String namespace) {
    Names.require("namespace", namespace);
    return changed(draft -> draft.namespace = namespace);
  }

  /**
   * Name of this process; host, pid and a random part by default.
   *
   * @param nodeKey a valid name
   * @return a changed copy
   */
  public KitOptions nodeKey(String nodeKey) {
    Names.require("node key", nodeKey);
    return changed(draft -> draft.nodeKey = nodeKey);
  }

  /**
   * Longest time for one question to the backend (X1); 2 s by default.
   *
   * @param timeout more than zero
   * @return a changed copy
   */
  public KitOptions operationTimeout(Duration timeout) {
    Durations.requirePositive("operationTimeout", timeout);
    return changed(draft -> draft.operationTimeout = timeout);
  }

  /**
   * Longest time to connect (X1); 10 s by default.
   *
   * @param timeout more than zero
   * @return a changed copy
   */
  public KitOptions connectTimeout(Duration timeout) {
    Durations.requirePositive("connectTimeout", timeout);
    return changed(draft -> draft.connectTimeout = timeout);
  }

  /**
   * Options of every mutex that is not given its own; they replace the settings {@code lock-*} as a
   * whole.
   *
   * @param options replace the settings {@code lock-*} as a whole
   * @return a changed copy
   */
  public KitOptions lockDefaults(LockOptions options) {
    Objects.requireNonNull(options, "options");
    return changed(draft -> draft.lockDefaults = options);
  }

  /**
   * Most machine numbers held for identifiers, each worth 25,600 identifiers a second; 1 by
   * default, at most 1,024.
   *
   * @param count from 1 to 1,024
   * @return a changed copy
   */
  public KitOptions idNumbers(int count) {
    requireIdNumbers("idNumbers", count);
    return changed(draft -> draft.idNumbers = count);
  }

  /**
   * Where listeners run, and futures are completed (L5); a pool of the kit's own by default. The
   * kit never closes it. What it refuses runs on a thread of the kit, with a warning; what it takes
   * and drops is never heard, nor is the answer of a call that waits for it.
   *
   * @param executor runs what it is given at some time, in any order
   * @return a changed copy
   */
  public KitOptions listenerExecutor(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return changed(draft -> draft.listenerExecutor = executor);
  }

  /**
   * Adds an observer: metrics, tracing, audit. Observers are called in the order in which they were
   * added.
   *
   * @param observer must not block
   * @return a changed copy
   */
  public KitOptions observer(LockstepObserver observer) {
    Objects.requireNonNull(observer, "observer");
    return changed(
        draft ->
            draft.observer =
                draft.observer == null ? observer : new TwoObservers(draft.observer, observer));
  }

  /**
   * Sets one setting by its name: of the adapter, a general one, or {@code hosts}, {@code user},
   * {@code password}, {@code path}. An unknown name is refused when the kit is opened (X3). The
   * value is never shown (X6).
   *
   * @param name of the adapter, a general one, or of the address
   * @param value never shown
   * @return a changed copy
   */
  public KitOptions setting(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    Map<String, String> settings = new LinkedHashMap<>(values.settings);
    settings.put(name, value);
    return changed(draft -> draft.settings = Collections.unmodifiableMap(settings));
  }

  static int requireIdNumbers(String name, int count) {
    if (count < 1 || count > MAX_ID_NUMBERS) {
      throw new InvalidOptionException(
          name + " must be from 1 to " + MAX_ID_NUMBERS + ", but is " + count);
    }
    return count;
  }

  Optional<String> url() {
    return Optional.ofNullable(values.url);
  }

  Optional<String> namespace() {
    return Optional.ofNullable(values.namespace);
  }

  Optional<String> nodeKey() {
    return Optional.ofNullable(values.nodeKey);
  }

  Optional<Duration> operationTimeout() {
    return Optional.ofNullable(values.operationTimeout);
  }

  Optional<Duration> connectTimeout() {
    return Optional.ofNullable(values.connectTimeout);
  }

  Optional<LockOptions> lockDefaults() {
    return Optional.ofNullable(values.lockDefaults);
  }

  Optional<Integer> idNumbers() {
    return Optional.ofNullable(values.idNumbers);
  }

  Optional<Executor> listenerExecutor() {
    return Optional.ofNullable(values.listenerExecutor);
  }

  LockstepObserver observer() {
    return values.observer == null ? LockstepObserver.none() : values.observer;
  }

  Map<String, String> settings() {
    return values.settings;
  }

  /**
   * The address without credentials and query, the values that are no secrets, the names of the
   * settings (X6).
   */
  @Override
  public String toString() {
    return "KitOptions[url="
        + url().map(UrlText::withoutSecrets).orElse("(from the environment)")
        + namespace().map(value -> ", namespace=" + value).orElse("")
        + nodeKey().map(value -> ", nodeKey=" + value).orElse("")
        + operationTimeout()
            .map(value -> ", operationTimeout=" + Durations.format(value))
            .orElse("")
        + connectTimeout().map(value -> ", connectTimeout=" + Durations.format(value)).orElse("")
        + lockDefaults().map(value -> ", lockDefaults=" + value).orElse("")
        + idNumbers().map(value -> ", idNumbers=" + value).orElse("")
        + (values.settings.isEmpty() ? "" : ", settings=" + values.settings.keySet())
        + "]";
  }

  private KitOptions changed(Change change) {
    Draft copy = new Draft(values);
    change.apply(copy);
    return new KitOptions(copy);
  }

  @FunctionalInterface
  private interface Change {
    void apply(Draft draft);
  }

  /** The values while a copy is made; never changed once its options exist. */
  private static final class Draft {
    private @Nullable String url;
    private @Nullable String namespace;
    private @Nullable String nodeKey;
    private @Nullable Duration operationTimeout;
    private @Nullable Duration connectTimeout;
    private @Nullable LockOptions lockDefaults;
    private @Nullable Integer idNumbers;
    private @Nullable Executor listenerExecutor;
    private @Nullable LockstepObserver observer;
    private Map<String, String> settings = Map.of();

    Draft() {}

    Draft(Draft other) {
      url = other.url;
      namespace = other.namespace;
      nodeKey = other.nodeKey;
      operationTimeout = other.operationTimeout;
      connectTimeout = other.connectTimeout;
      lockDefaults = other.lockDefaults;
      idNumbers = other.idNumbers;
      listenerExecutor = other.listenerExecutor;
      observer = other.observer;
      settings = other.settings;
    }
  }
}
