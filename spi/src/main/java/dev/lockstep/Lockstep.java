package dev.lockstep;

import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Ticker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Entry point: opens kits and keeps the default kit. Thread-safe. */
public final class Lockstep {
  private static final AtomicReference<@Nullable Kit> DEFAULT = new AtomicReference<>();

  private Lockstep() {}

  /**
   * Opens a kit from {@code lockstep.*} settings alone: system properties, environment, {@code
   * lockstep.properties}. Fails as {@link #connect(KitOptions)}.
   *
   * @return the kit, which the caller closes
   */
  public static Kit connect() {
    return connect(KitOptions.fromEnvironment());
  }

  /**
   * Opens a kit on {@code redis[s]://}, {@code etcd://}, {@code consul://}, {@code nats://}, {@code
   * zookeeper://} or {@code memory:}, with settings as query parameters. Fails as {@link
   * #connect(KitOptions)}.
   *
   * @param url such as {@code redis://127.0.0.1:6379?namespace=shop}
   * @return the kit, which the caller closes
   */
  public static Kit connect(String url) {
    return connect(KitOptions.of(url));
  }

  /**
   * Opens a kit within the connect timeout, or says what was found and what would be right, and
   * leaves nothing behind (X1, X3). Blocks.
   *
   * @param options which backend, and how
   * @return the kit, which the caller closes
   * @throws InvalidOptionException if an option, a setting or the backend's name is wrong, or no
   *     adapter serves it
   * @throws BackendUnavailableException if the backend cannot be reached
   * @throws BackendRefusedException if the backend says no, or is too old
   */
  public static Kit connect(KitOptions options) {
    Objects.requireNonNull(options, "options");
    return new Connector(Surroundings.ofProcess(), Adapters.find()).connect(options);
  }

  /**
   * The same on this adapter, found or not, such as one on the application's own client. Its
   * schemes and settings count as those of an adapter that was found.
   *
   * @param options which backend, and how
   * @param adapter what opens the backend
   * @return the kit, which the caller closes
   */
  public static Kit connect(KitOptions options, AtomicProvider adapter) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(adapter, "adapter");
    return new Connector(Surroundings.ofProcess(), Adapters.of(adapter)).connect(options);
  }

  /**
   * Makes a kit of primitives opened by hand: own client, wrapper, test. The kit owns and closes
   * them. What is a kit already is returned as it is.
   *
   * @param atomic the primitives
   * @return the kit, which the caller closes
   */
  public static Kit kit(Atomic atomic) {
    Objects.requireNonNull(atomic, "atomic");
    return atomic instanceof Kit kit ? kit : AtomicKit.around(atomic, Ticker.system());
  }

  /**
   * The same where the primitives were opened with other clocks than the system's: identifiers
   * count by these. The kit is always a new one, also around a kit.
   *
   * @param atomic the primitives
   * @param clocks the clocks
   * @return the kit, which the caller closes
   */
  public static Kit kit(Atomic atomic, Ticker clocks) {
    Objects.requireNonNull(atomic, "atomic");
    return AtomicKit.around(atomic, Objects.requireNonNull(clocks, "clocks"));
  }

  /**
   * {@return the default kit (U3)}
   *
   * @throws DefaultKitNotConfiguredException if there is none
   */
  public static Kit defaultKit() {
    Kit kit = DEFAULT.get();
    if (kit == null) {
      throw new DefaultKitNotConfiguredException(
          "there is no default kit; call Lockstep.setDefaultKit or initDefaultKit first");
    }
    return kit;
  }

  /**
   * Replaces the default kit; the earlier one stays open and belongs to whoever opened it (U3).
   *
   * @param kit the one to be the default
   */
  public static void setDefaultKit(Kit kit) {
    DEFAULT.set(Objects.requireNonNull(kit, "kit"));
  }

  /**
   * Makes a kit of these primitives and, only if that worked, makes it the default (U3).
   *
   * @param atomic the primitives
   * @return the kit, now the default
   */
  public static Kit initDefaultKit(Atomic atomic) {
    Kit kit = kit(atomic);
    setDefaultKit(kit);
    return kit;
  }

  /** Forgets the default kit without closing it (U3). */
  public static void resetDefaultKit() {
    DEFAULT.set(null);
  }
}
