package dev.lockstep.port;

import static org.awaitility.Awaitility.await;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.LeaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** A server that is there, in real time; each bench has namespaces of its own. */
public final class RealTimeBench implements PortBench {
  private final String run = UUID.randomUUID().toString();
  private final List<LeaseStore> stores = new ArrayList<>();
  private final String url;
  private final Function<AtomicConfig, LeaseStore> connecting;
  private final Duration ttl;

  /**
   * A bench there.
   *
   * @param connecting opens a store
   * @param ttl long for what must stand while a busy machine works, short for what is waited for
   */
  public RealTimeBench(String url, Function<AtomicConfig, LeaseStore> connecting, Duration ttl) {
    this.url = url;
    this.connecting = connecting;
    this.ttl = ttl;
  }

  @Override
  public LeaseStore connect(String namespace) {
    LeaseStore store = connecting.apply(PortConfig.of(url).in(run + "/{" + namespace + "}"));
    stores.add(store);
    return store;
  }

  @Override
  public void pass(Duration time) {
    await().pollDelay(time).pollInterval(Duration.ofMillis(1)).until(() -> true);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Duration ttl() {
    return ttl;
  }

  @Override
  public void close() {
    stores.forEach(LeaseStore::close);
  }
}
