package dev.lockstep;

import java.util.Optional;

/** Runs an action under a lease that it gives up afterwards (U1). */
final class LockedAction {
  private LockedAction() {}

  static <X extends Exception> void run(Lease lease, Action<X> action) throws X {
    try {
      Optional<LeaseLostException> before = loss(lease);
      if (before.isPresent()) {
        throw before.get();
      }
      perform(lease, action);
    } finally {
      lease.close();
    }
  }

  private static <X extends Exception> void perform(Lease lease, Action<X> action) throws X {
    try {
      action.run(lease);
    } catch (Throwable own) {
      loss(lease).ifPresent(own::addSuppressed);
      throw own;
    }
    Optional<LeaseLostException> loss = loss(lease);
    if (loss.isPresent()) {
      throw loss.get();
    }
  }

  private static Optional<LeaseLostException> loss(Lease lease) {
    try {
      lease.requireHeld();
      return Optional.empty();
    } catch (LeaseLostException lost) {
      return Optional.of(lost);
    } catch (AlreadyUnlockedException ended) {
      return Optional.of(
          new LeaseLostException(
              "the lock '"
                  + lease.key()
                  + "' was given up before the action under it ended; leave the release to mutexDo",
              lease.key(),
              null,
              ended));
    }
  }
}
