package dev.lockstep.redis;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Setting;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Redis on a client of the application, which it never closes.
 *
 * @param client whose threads and options are used
 * @param uri where the server is; empty if the kit's URL says so
 */
record LentClient(RedisClient client, Optional<RedisURI> uri) implements AtomicProvider {
  @Override
  public String name() {
    return RedisProvider.NAME;
  }

  @Override
  public Set<String> schemes() {
    return RedisProvider.SCHEMES;
  }

  @Override
  public List<Setting<?>> settings() {
    return RedisSettings.ALL;
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(store(config), config);
  }

  LeaseStore store(AtomicConfig config) {
    return new RedisConnector(config).borrow(client, uri.orElseGet(() -> RedisUrl.uri(config)));
  }
}
