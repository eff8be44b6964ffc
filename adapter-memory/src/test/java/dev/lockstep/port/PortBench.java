package dev.lockstep.port;

import dev.lockstep.spi.LeaseStore;
import java.time.Duration;

/**
 * A backend under test, as {@link LeaseStoreContract} needs it: closed after each test, with all
 * that it connected.
 */
public interface PortBench extends AutoCloseable {
  /** Another node's connection, in that namespace. */
  LeaseStore connect(String namespace);

  /** Lets that much time pass, for the backend and for its timers. */
  void pass(Duration time);

  /** The clock by which time passes here. */
  long nanos();

  /** A time to live that the backend grants as it is, as short as a test may be. */
  Duration ttl();

  @Override
  void close();
}
