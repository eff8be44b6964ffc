package dev.lockstep.conformance;

import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what kits ask the backend, and keeps what was left at each renewal. Thread-safe. */
final class Requests implements LockstepObserver {
  private final AtomicLong asked = new AtomicLong();
  private final List<Renewal> renewals = new CopyOnWriteArrayList<>();

  /** A session with so many leases was renewed, with so much left. */
  record Renewal(int leases, Duration latency, Duration left) {}

  @Override
  public Span begin(Operation operation) {
    if (operation.type() == Operation.Type.REQUEST) {
      asked.incrementAndGet();
    }
    return error -> {};
  }

  @Override
  public void renewed(int leases, Duration latency, Duration left) {
    renewals.add(new Renewal(leases, latency, left));
  }

  /** Questions so far. */
  long asked() {
    return asked.get();
  }

  /** Renewals of at least one lease so far. */
  List<Renewal> renewals() {
    return renewals.stream().filter(renewal -> renewal.leases() > 0).toList();
  }
}
