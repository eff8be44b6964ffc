package dev.lockstep;

import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells two observers, in order; what one throws does not keep the other from hearing. */
final class TwoObservers implements LockstepObserver {
  private static final Logger log = LoggerFactory.getLogger(TwoObservers.class);

  private final LockstepObserver first;
  private final LockstepObserver second;

  TwoObservers(LockstepObserver first, LockstepObserver second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public Span begin(Operation operation) {
    Span one = begin(first, operation);
    Span two = begin(second, operation);
    return error -> {
      tell(() -> one.end(error));
      tell(() -> two.end(error));
    };
  }

  private static Span begin(LockstepObserver observer, Operation operation) {
    try {
      return observer.begin(operation);
    } catch (RuntimeException dropped) {
      log.warn("an observer failed", dropped);
      return (Optional<Throwable> error) -> {};
    }
  }

  @Override
  public void granted(Lease lease, Duration waited) {
    tell(() -> first.granted(lease, waited));
    tell(() -> second.granted(lease, waited));
  }

  @Override
  public void renewed(int leases, Duration latency, Duration left) {
    tell(() -> first.renewed(leases, latency, left));
    tell(() -> second.renewed(leases, latency, left));
  }

  @Override
  public void ended(LeaseEnd end, Duration held) {
    tell(() -> first.ended(end, held));
    tell(() -> second.ended(end, held));
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException dropped) {
      log.warn("an observer failed", dropped);
    }
  }
}
