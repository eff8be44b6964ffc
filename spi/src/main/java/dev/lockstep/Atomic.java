package dev.lockstep;

import java.util.List;
import java.util.Optional;

/** The primitives of one backend, connected. Thread-safe. */
public interface Atomic extends NumberAllocator, MutexFactory, ElectionController, AutoCloseable {
  /** What this backend grants and how late it may be. */
  Traits traits();

  /** The leases that this object holds now. */
  List<Lease> held();

  /** The operator's view of the namespace. */
  Inspector inspector();

  /** The native client or the store behind this, if it has one of that type. */
  <T> Optional<T> unwrap(Class<T> type);

  /**
   * Gives up everything held, ends waiting calls with {@link KitClosedException}, leaves no thread
   * or connection (C1). Idempotent; bounded by the operation timeout and 3 s.
   */
  @Override
  void close();
}
