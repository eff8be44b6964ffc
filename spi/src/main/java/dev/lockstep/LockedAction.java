package dev.lockstep;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An action under a lease that is given up afterwards (U1).
 *
 * @param action what is done, at most once
 * @param closed whether the kit is closed, which ends leases without their being lost
 * @param <X> what it may throw
 */
record LockedAction<X extends Exception>(Action<X> action, BooleanSupplier closed) {
  LockedAction {
    Objects.requireNonNull(action, "action");
  }

  void run(Lease lease) throws X {
    try {
      requireHeld(lease);
      perform(lease);
      requireHeld(lease);
    } finally {
      lease.close();
    }
  }

  private void perform(Lease lease) throws X {
    try {
      action.run(lease);
    } catch (Throwable own) {
      loss(lease).ifPresent(own::addSuppressed);
      throw own;
    }
  }

  private void requireHeld(Lease lease) {
    Optional<LeaseLostException> loss = loss(lease);
    if (loss.isPresent()) {
      throw loss.get();
    }
  }

  private Optional<LeaseLostException> loss(Lease lease) {
    try {
      lease.requireHeld();
      return Optional.empty();
    } catch (LeaseLostException lost) {
      return Optional.of(lost);
    } catch (AlreadyUnlockedException ended) {
      // An action may release its lease itself, as its commit point; the kit may not do that to it.
      return closed.getAsBoolean()
          ? Optional.of(
              new LeaseLostException(
                  "the kit was closed before the action under lock '" + lease.key() + "' ended",
                  lease.key(),
                  null,
                  ended))
          : Optional.empty();
    }
  }
}
