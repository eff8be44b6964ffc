package dev.lockstep.redis;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Setting;
import java.util.List;
import java.util.Set;

/**
 * {@code redis://}, {@code redis-sentinel://} and {@code redis-cluster://}, and with TLS {@code
 * rediss://} and so on.
 */
public final class RedisProvider implements AtomicProvider {
  static final String NAME = "redis";
  static final Set<String> SCHEMES = RedisUrl.SCHEMES;

  /** For {@link java.util.ServiceLoader}. */
  public RedisProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> schemes() {
    return SCHEMES;
  }

  @Override
  public List<Setting<?>> settings() {
    return RedisSettings.ALL;
  }

  @Override
  public Atomic open(AtomicConfig config) {
    return LeaseEngine.atomic(RedisBackend.store(config), config);
  }
}
