package dev.lockstep;

/** Makes mutexes. Thread-safe. */
public interface MutexFactory {
  /**
   * {@return the lock of that name: a view that holds nothing, costs nothing and may be shared}
   *
   * @param key any non-empty, well-formed text up to 512 bytes of UTF-8 (K1), else {@link
   *     InvalidOptionException}
   */
  DistributedMutex mutex(String key);

  /** {@return the options a mutex starts with} */
  LockOptions lockDefaults();
}
