package dev.lockstep;

import java.util.List;
import java.util.Optional;

/** The primitives of one backend, connected. Thread-safe. */
public interface Atomic extends NumberAllocator, MutexFactory, ElectionController, AutoCloseable {
  /** {@return what this backend grants and how late it may be} */
  Traits traits();

  /** {@return the leases that this object holds now} */
  List<Lease> held();

  /** {@return the operator's view of the namespace} */
  Inspector inspector();

  /**
   * {@return the native client or the store behind this, if it has one of that type}
   *
   * @param <T> the type that is wanted
   * @param type the type that is wanted
   */
  <T> Optional<T> unwrap(Class<T> type);

  /**
   * Gives up everything held, ends waiting calls with {@link KitClosedException}, leaves no thread
   * or connection (C1). Idempotent; bounded by the operation timeout and 3 s.
   */
  @Override
  void close();
}
