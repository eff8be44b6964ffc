package dev.lockstep.redis;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.LeaseStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;

/** Opens stores on Redis 6.2 or later, or Valkey. Thread-safe. */
public final class RedisBackend {
  private RedisBackend() {}

  /**
   * The contract on connections of its own, on the threads and the options of this client, but for
   * three: Lockstep reconnects, sends nothing twice, and times out by the operation timeout. The
   * client stays as it is, also when the result is closed. Blocks, at most for the connect timeout.
   *
   * @param client whose resources and options are used
   * @param uri where the server is, and how to log in
   * @param config namespace, timeouts and clocks; its URL only names the endpoint in errors
   * @throws dev.lockstep.BackendUnavailableException if the server cannot be reached (X1)
   * @throws dev.lockstep.BackendRefusedException if it says no, or is too old
   */
  public static Atomic on(RedisClient client, RedisURI uri, AtomicConfig config) {
    return LeaseEngine.atomic(store(client, uri, config), config);
  }

  /** The store below {@link #on}: the same, without the engine. */
  public static LeaseStore store(RedisClient client, RedisURI uri, AtomicConfig config) {
    return new RedisConnector(config, uri).borrow(client);
  }

  /** A store with a client of its own, as the configuration says; otherwise the same. */
  static LeaseStore store(AtomicConfig config) {
    return new RedisConnector(config, RedisUrl.uri(config)).open(RedisUrl.options(config));
  }
}
