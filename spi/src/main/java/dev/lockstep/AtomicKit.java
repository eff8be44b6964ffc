package dev.lockstep;

import dev.lockstep.snowflake.IdClock;
import dev.lockstep.snowflake.SnowflakeGenerator;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/** A kit around the primitives of one backend, which it owns. */
final class AtomicKit implements Kit {
  private final Atomic atomic;
  private final SnowflakeGenerator generator;
  private final IdGenerator ids;
  private final Runnable last;
  private final ReentrantLock closing = new ReentrantLock();
  private volatile boolean closed;

  AtomicKit(Atomic atomic, SnowflakeGenerator generator, IdGenerator ids, Runnable last) {
    this.atomic = atomic;
    this.generator = generator;
    this.ids = ids;
    this.last = last;
  }

  /** A kit of primitives that were opened by hand, with those clocks. */
  static AtomicKit around(Atomic atomic, Ticker clocks) {
    SnowflakeGenerator generator =
        new SnowflakeGenerator(atomic, IdClock.of(clocks), 1, Duration.ofSeconds(2));
    return new AtomicKit(atomic, generator, generator, () -> {});
  }

  /** A kit that was connected by settings. */
  static AtomicKit connected(Atomic atomic, KitConfig config) {
    SnowflakeGenerator generator =
        new SnowflakeGenerator(
            atomic, IdClock.of(config.ticker()), config.idNumbers(), config.operationTimeout());
    LockstepObserver observer = config.observer();
    IdGenerator ids =
        observer == LockstepObserver.none()
            ? generator
            : new ObservedIds(generator, observer, config.url().scheme());
    return new AtomicKit(atomic, generator, ids, config.threads()::close);
  }

  @Override
  public <X extends Exception> void mutexDo(String key, Action<X> action) throws X {
    LockOptions options = atomic.lockDefaults();
    mutexDo(key, options.maxWait().isPresent() ? options : options.maxWait(options.ttl()), action);
  }

  @Override
  public <X extends Exception> void mutexDo(String key, LockOptions options, Action<X> action)
      throws X {
    // Before the lock is taken, not after.
    LockedAction<X> locked = new LockedAction<>(action, () -> closed);
    locked.run(atomic.mutex(key).with(options).lock());
  }

  @Override
  public <X extends Exception> boolean mutexTryDo(String key, Action<X> action) throws X {
    return mutexTryDo(key, atomic.lockDefaults(), action);
  }

  @Override
  public <X extends Exception> boolean mutexTryDo(String key, LockOptions options, Action<X> action)
      throws X {
    LockedAction<X> locked = new LockedAction<>(action, () -> closed);
    Optional<Lease> lease = atomic.mutex(key).with(options).tryLock();
    if (lease.isEmpty()) {
      return false;
    }
    locked.run(lease.get());
    return true;
  }

  @Override
  public long nextId() {
    return ids.nextId();
  }

  @Override
  public SnowflakeId nextSnowflakeId() {
    return ids.nextSnowflakeId();
  }

  @Override
  public String nextIdString() {
    return ids.nextIdString();
  }

  @Override
  public NumberLease allocateNumber(String pool, int max) {
    requireUsersPool(pool);
    return atomic.allocateNumber(pool, max);
  }

  @Override
  public CompletableFuture<NumberLease> allocateNumberAsync(String pool, int max) {
    try {
      requireUsersPool(pool);
    } catch (InvalidOptionException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    return atomic.allocateNumberAsync(pool, max);
  }

  private static void requireUsersPool(String pool) {
    if (Objects.requireNonNull(pool, "pool").equals(MACHINE_NUMBERS)) {
      throw new InvalidOptionException(
          "the pool '" + MACHINE_NUMBERS + "' is for identifiers (N6); choose another name",
          pool,
          null,
          null);
    }
  }

  @Override
  public Traits traits() {
    return atomic.traits();
  }

  @Override
  public List<Lease> held() {
    return atomic.held();
  }

  @Override
  public Inspector inspector() {
    return atomic.inspector();
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return atomic.unwrap(type);
  }

  @Override
  public DistributedMutex mutex(String key) {
    return atomic.mutex(key);
  }

  @Override
  public LockOptions lockDefaults() {
    return atomic.lockDefaults();
  }

  @Override
  public Election enableElection(ElectionOptions options) {
    return atomic.enableElection(options);
  }

  @Override
  public Election election(String isolationKey) {
    return atomic.election(isolationKey);
  }

  /**
   * Identifiers end first, then what is held, then the threads that carry the news of it (C1).
   * Whoever closes second returns no sooner than everything is given up.
   */
  @Override
  public void close() {
    boolean first = false;
    closing.lock();
    try {
      first = !closed;
      if (first) {
        closed = true;
        generator.close();
        atomic.close();
      }
    } finally {
      closing.unlock();
      if (first) {
        last.run();
      }
    }
  }

  @Override
  public String toString() {
    return "Kit[" + atomic + "]";
  }
}
