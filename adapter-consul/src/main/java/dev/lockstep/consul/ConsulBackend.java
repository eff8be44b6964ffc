package dev.lockstep.consul;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.LeaseStore;
import org.apache.http.impl.client.CloseableHttpClient;

/** Opens stores on Consul. Thread-safe. */
public final class ConsulBackend {
  private ConsulBackend() {}

  /**
   * Consul by consul-api over this client of HTTP, with its proxies and certificates, for {@link
   * dev.lockstep.Lockstep#connect(dev.lockstep.KitOptions, AtomicProvider)}. The client stays open
   * when the kit is closed. It must not repeat requests by itself, and have connections for as many
   * as are asked at once: 52 for each kit at most.
   */
  public static AtomicProvider on(CloseableHttpClient client) {
    return new LentClient(client);
  }

  /** A store with a client of its own, as the configuration says. */
  static LeaseStore store(AtomicConfig config) {
    return new ConsulConnector(config).open();
  }
}
