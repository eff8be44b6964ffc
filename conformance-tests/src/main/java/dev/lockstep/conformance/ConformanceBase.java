package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.DistributedMutex;
import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.Traits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractDurationAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the rules are written with. */
@ExtendWith(Referee.class)
@TestMethodOrder(AloneFirst.class)
@Timeout(value = 600, unit = TimeUnit.SECONDS) // Waiting for a test that runs alone counts too.
abstract class ConformanceBase {
  /** What a machine with two busy cores may add to a time that a rule states. */
  static final Duration SLACK = Duration.ofMillis(500);

  /**
   * What can only fail by never happening: longer than the short leases of any backend stand, and
   * shorter than {@link #LONG}.
   */
  static final Duration SOON = Duration.ofSeconds(35);

  /** The longest wait for a lock that may have to expire first; less than a test may take. */
  static final Duration PATIENCE = Duration.ofSeconds(75);

  /** Longer than any test: what ends within a test did not end by this. */
  static final Duration LONG = Duration.ofSeconds(40);

  /** Renewed every third of it, a lease of a second ends while its machine is busy. */
  private static final Duration LEAST_TTL = Duration.ofSeconds(2);

  static final String KEY = "stock/4711";

  /** What becomes of each kit when it is connected; only tests of the suite reach it (S2). */
  UnaryOperator<Kit> connected = UnaryOperator.identity();

  private @Nullable Bench bench;
  private @Nullable Verdicts verdicts;

  /** Starts the backend; called once for all tests, and once more by each that stops or flushes. */
  protected abstract BackendUnderTest backend() throws Exception;

  final BackendUnderTest start() {
    try {
      return backend();
    } catch (RuntimeException known) {
      throw known;
    } catch (Exception failed) {
      throw new IllegalStateException("the backend under test did not start: " + failed, failed);
    }
  }

  final void enter(Bench given, Verdicts of) {
    bench = given;
    verdicts = of;
  }

  /** Writes down what was observed, beside the verdicts; for people, nothing here reads it. */
  final void keep(String folder, String name, String text) {
    if (verdicts != null) {
      verdicts.keep(folder, name, text);
    }
  }

  final Bench bench() {
    if (bench == null) {
      throw new IllegalStateException("a test outside of the suite");
    }
    return bench;
  }

  final Kit kit() {
    return bench().kit();
  }

  /** A TTL to be waited for. */
  final Duration shortTtl(Traits traits) {
    Duration least = traits.minTtl().multipliedBy(3);
    Duration ttl = least.compareTo(LEAST_TTL) > 0 ? least : LEAST_TTL;
    long grain = traits.ttlGranularity().toMillis();
    return Duration.ofMillis((ttl.toMillis() + grain - 1) / grain * grain);
  }

  /** Renewed leases that a test waits for the end of. */
  final LockOptions brief(Kit kit) {
    return LockOptions.defaults().ttl(shortTtl(kit.traits()));
  }

  /** Leases that end within no test by themselves. */
  static LockOptions lasting() {
    return LockOptions.defaults().ttl(LONG);
  }

  /** Renewed leases that must not be lost, also on a machine that stands still for a second. */
  final LockOptions steady(Kit kit) {
    return LockOptions.defaults().ttl(shortTtl(kit.traits()).multipliedBy(2));
  }

  /** How long a dead holder's record may stand. */
  static Duration standing(Kit kit, Duration ttl) {
    return ttl.plus(kit.traits().expiryGrace(ttl));
  }

  static DistributedMutex mutex(Kit kit, LockOptions options) {
    return kit.mutex(KEY).with(options);
  }

  /**
   * Waits for the lock, but never so long that the test ends by its time limit, which says nothing.
   */
  static Lease lock(Kit kit, LockOptions options) {
    boolean bounded = options.maxWait().isPresent();
    return mutex(kit, bounded ? options : options.maxWait(PATIENCE)).lock();
  }

  /**
   * Takes a lock with so short a TTL that it may be over before a machine that stood still hears of
   * it: then once more.
   */
  static Lease inTime(Duration ttl, Supplier<Lease> lock) {
    long began = System.nanoTime();
    while (true) {
      try {
        return lock.get();
      } catch (BackendUnavailableException late) {
        if (since(began).compareTo(SOON) > 0) {
          throw late;
        }
        Eventually.pass(ttl);
      }
    }
  }

  /** The lock is free: somebody takes it at once, and gives it back. */
  static void assertFree(Kit kit) {
    assertThat(mutex(kit, lasting()).tryLock())
        .as("tryLock on what should be free")
        .isPresent()
        .get()
        .satisfies(Lease::release);
  }

  static void assertTaken(Kit kit) {
    assertThat(mutex(kit, lasting()).tryLock()).as("tryLock on what should be taken").isEmpty();
  }

  static void assertFails(ErrorCode code, ThrowingCallable call) {
    Throwable failed = catchThrowable(call);
    if (!(failed instanceof LockstepException told) || told.code() != code) {
      String instead = failed == null ? "returned normally" : "failed: " + failed;
      throw new AssertionError(
          "should have failed with " + code + " (" + code.number() + "), and " + instead, failed);
    }
  }

  /** It is held; else the message says how it ended. */
  static void assertHeld(Lease lease) {
    if (!lease.isHeld()) {
      throw new AssertionError(
          "not held, but should be: " + lease + ", " + lease.lost().toCompletableFuture());
    }
  }

  /** It is held all the time. */
  static void assertHeldFor(Duration time, Lease lease) {
    try {
      Eventually.throughout(time, "held", lease::isHeld);
    } finally {
      assertHeld(lease);
    }
  }

  static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** The time since then, to be compared; if it is wrong, the message says of what it is. */
  static AbstractDurationAssert<?> assertTime(String what, long nanos) {
    return assertThat(since(nanos)).as("time %s", what);
  }

  /** Its token is greater than that of the lease before it. */
  static void assertLater(Lease next, Lease before) {
    assertLater(next.token(), before.token());
  }

  /** A token is greater than that of the term before it. */
  static void assertLater(long token, long before) {
    assertThat(token).as("the token of the later lease").isGreaterThan(before);
  }
}
