package dev.lockstep;

import org.jspecify.annotations.Nullable;

/** Opens kits on what was found around. */
final class Connector {
  private final Surroundings surroundings;
  private final Adapters adapters;

  Connector(Surroundings surroundings, Adapters adapters) {
    this.surroundings = surroundings;
    this.adapters = adapters;
  }

  /**
   * A kit, or an error and nothing left behind (X1): the provider keeps the connect timeout, and
   * its promise to clean up.
   */
  Kit connect(KitOptions options) {
    Settings settings = Settings.resolve(options, surroundings, adapters);
    KitConfig config = new KitConfig(options, settings, KitThreads::start);
    @Nullable Kit kit = null;
    try {
      kit = AtomicKit.connected(settings.provider().open(config), config);
      return kit;
    } finally {
      if (kit == null) {
        config.threads().close();
      }
    }
  }
}
