package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.DistributedMutex;
import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Inspector;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.NumberLease;
import dev.lockstep.Traits;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Primitives as sound as those behind them; what is broken is overridden. */
class ForwardingAtomic implements Atomic {
  final Atomic sound;

  ForwardingAtomic(Atomic sound) {
    this.sound = sound;
  }

  @Override
  public DistributedMutex mutex(String key) {
    return new ForwardingMutex(sound.mutex(key));
  }

  @Override
  public LockOptions lockDefaults() {
    return sound.lockDefaults();
  }

  @Override
  public NumberLease allocateNumber(String pool, int max) {
    return sound.allocateNumber(pool, max);
  }

  @Override
  public CompletableFuture<NumberLease> allocateNumberAsync(String pool, int max) {
    return sound.allocateNumberAsync(pool, max);
  }

  @Override
  public Election enableElection(ElectionOptions options) {
    return sound.enableElection(options);
  }

  @Override
  public Election election(String isolationKey) {
    return sound.election(isolationKey);
  }

  @Override
  public Traits traits() {
    return sound.traits();
  }

  @Override
  public List<Lease> held() {
    return sound.held();
  }

  @Override
  public Inspector inspector() {
    return sound.inspector();
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return sound.unwrap(type);
  }

  @Override
  public void close() {
    sound.close();
  }
}
