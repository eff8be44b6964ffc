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
  private static final long CATCH_UP = Duration.ofMillis(100).toNanos();

  private final String run = UUID.randomUUID().toString();
  private final List<LeaseStore> stores = new ArrayList<>();
  private final String url;
  private final Function<AtomicConfig, LeaseStore> connecting;
  private final Duration ttl;
  private long passed = System.nanoTime();

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

  /**
   * Catches up with a few milliseconds that the test spent otherwise, so that small steps add up to
   * what they say.
   */
  @Override
  public void pass(Duration time) {
    long now = System.nanoTime();
    passed = Math.max(passed, now - CATCH_UP) + time.toNanos();
    if (passed - now > 0) {
      await()
          .pollDelay(Duration.ofNanos(passed - now))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> true);
    }
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
