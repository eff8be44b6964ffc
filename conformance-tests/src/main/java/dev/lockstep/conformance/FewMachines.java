package dev.lockstep.conformance;

import dev.lockstep.Atomic;
import dev.lockstep.DistributedMutex;
import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Inspector;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.NumberAllocator;
import dev.lockstep.NumberLease;
import dev.lockstep.Traits;
import dev.lockstep.spi.Ticker;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A kit whose identifiers have few machine numbers to choose from, so that a number is passed on,
 * which with 65,535 of them hardly ever happens. Everything else is as it was. Thread-safe.
 */
record FewMachines(Kit kit, int machines) implements Atomic {
  /** The pool that stands in for that of machine numbers. */
  static final String POOL = "machines";

  /** A kit for identifiers on so few numbers, by that clock. */
  static Kit of(Kit kit, int machines, Ticker clock) {
    return Lockstep.kit(new FewMachines(kit, machines), clock);
  }

  @Override
  public NumberLease allocateNumber(String pool, int max) {
    return isForIdentifiers(pool)
        ? kit.allocateNumber(POOL, machines)
        : kit.allocateNumber(pool, max);
  }

  @Override
  public CompletableFuture<NumberLease> allocateNumberAsync(String pool, int max) {
    return isForIdentifiers(pool)
        ? kit.allocateNumberAsync(POOL, machines)
        : kit.allocateNumberAsync(pool, max);
  }

  private static boolean isForIdentifiers(String pool) {
    return pool.equals(NumberAllocator.MACHINE_NUMBERS);
  }

  @Override
  public DistributedMutex mutex(String key) {
    return kit.mutex(key);
  }

  @Override
  public LockOptions lockDefaults() {
    return kit.lockDefaults();
  }

  @Override
  public Election enableElection(ElectionOptions options) {
    return kit.enableElection(options);
  }

  @Override
  public Election election(String isolationKey) {
    return kit.election(isolationKey);
  }

  @Override
  public Traits traits() {
    return kit.traits();
  }

  @Override
  public List<Lease> held() {
    return kit.held();
  }

  @Override
  public Inspector inspector() {
    return kit.inspector();
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return kit.unwrap(type);
  }

  @Override
  public void close() {
    kit.close();
  }
}
