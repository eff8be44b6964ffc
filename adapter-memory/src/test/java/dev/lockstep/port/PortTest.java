package dev.lockstep.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes on one backend. */
@SuppressWarnings("NullAway.Init") // JUnit connects before each test
public abstract class PortTest {
  /** More than nothing. */
  protected static final Duration TINY = Duration.ofNanos(1);

  private static final Duration STEP = Duration.ofMillis(5);

  /** The backend under test. */
  protected PortBench bench;

  /** A node. */
  protected Node a;

  /** Another node. */
  protected Node b;

  /** What both asked for. */
  protected Duration ttl;

  /** A fresh backend, or a fresh part of one. */
  protected abstract PortBench bench();

  @BeforeEach
  final void connect() {
    bench = bench();
    ttl = bench.ttl();
    a = Node.on(bench.connect("here"), ttl);
    b = Node.on(bench.connect("here"), ttl);
  }

  @AfterEach
  final void disconnect() {
    bench.close();
  }

  /** The longest that a record may stand after its holder was last heard of. */
  protected final Duration most() {
    return a.session().ttl().plus(a.store().traits().expiryGrace(a.session().ttl()));
  }

  /** Lets time pass until it is so, in small steps; it must become so within the bound. */
  protected final Duration until(String what, Duration bound, BooleanSupplier so) {
    long begun = bench.nanos();
    Duration passed = Duration.ZERO;
    while (!so.getAsBoolean()) {
      assertThat(passed).as("waited for: %s", what).isLessThan(bound);
      bench.pass(STEP);
      passed = Duration.ofNanos(bench.nanos() - begun);
    }
    return passed;
  }
}
