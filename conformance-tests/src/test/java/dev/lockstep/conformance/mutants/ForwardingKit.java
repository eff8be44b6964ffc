package dev.lockstep.conformance.mutants;

import dev.lockstep.Action;
import dev.lockstep.DistributedMutex;
import dev.lockstep.Kit;
import dev.lockstep.LockOptions;
import dev.lockstep.SnowflakeId;

/** A kit as sound as the one behind it; what is broken is overridden. */
class ForwardingKit extends ForwardingAtomic implements Kit {
  private final Kit whole;

  ForwardingKit(Kit sound) {
    super(sound);
    this.whole = sound;
  }

  @Override
  public DistributedMutex mutex(String key) {
    return whole.mutex(key);
  }

  @Override
  public long nextId() {
    return whole.nextId();
  }

  @Override
  public SnowflakeId nextSnowflakeId() {
    return whole.nextSnowflakeId();
  }

  @Override
  public String nextIdString() {
    return whole.nextIdString();
  }

  @Override
  public <X extends Exception> void mutexDo(String key, Action<X> action) throws X {
    whole.mutexDo(key, action);
  }

  @Override
  public <X extends Exception> void mutexDo(String key, LockOptions options, Action<X> action)
      throws X {
    whole.mutexDo(key, options, action);
  }

  @Override
  public <X extends Exception> boolean mutexTryDo(String key, Action<X> action) throws X {
    return whole.mutexTryDo(key, action);
  }

  @Override
  public <X extends Exception> boolean mutexTryDo(String key, LockOptions options, Action<X> action)
      throws X {
    return whole.mutexTryDo(key, options, action);
  }
}
