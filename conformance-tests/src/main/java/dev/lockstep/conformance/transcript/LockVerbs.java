package dev.lockstep.conformance.transcript;

import dev.lockstep.LeaseKind;

/** What a script does with locks. Leases have names of the script's own. */
interface LockVerbs {
  /** How a call is made. */
  enum Manner {
    PLAIN,
    /** By a future, whose answer is awaited. */
    LATER,
    /** By a thread that was interrupted before; tells whether its flag is still set. */
    INTERRUPTED;

    @Override
    public String toString() {
      return this == PLAIN ? "" : name();
    }
  }

  /** What is done under {@code mutexDo}. */
  enum Deed {
    WORK,
    /** Throws an error of its own. */
    FAIL,
    /** Releases the lease itself. */
    RELEASE,
    /** Works until the lease is lost. */
    OUTLIVE,
    /** Throws an error of its own when the lease is lost. */
    OUTLIVE_AND_FAIL
  }

  /** Takes the lock; a script calls it only where that ends. */
  String lock(String kit, String lease, String key, Take take);

  String tryLock(String kit, String lease, String key, Take take);

  /** Asks for the lock as an interrupted thread; tells whether its flag is still set. */
  String lockInterrupted(String kit, String key);

  /** Begins to wait for it. */
  String lockLater(String kit, String lease, String key, Take take);

  /** Whether that still waits. */
  String waiting(String lease);

  /** Waits until it has been decided; time passes. */
  String await(String lease);

  /** Waits for it no longer. */
  String cancel(String lease);

  String release(String lease, Manner manner);

  /** As try-with-resources does. */
  String closeLease(String lease);

  String held(String lease);

  String requireHeld(String lease);

  String renew(String lease);

  String token(String lease);

  /** Waits until the lease is lost; time passes. */
  String lost(String lease);

  /** From now on its end is recorded by this recorder, too. */
  String listen(String lease, String recorder);

  String isLocked(String kit, String key);

  /** Waits until nobody holds it; time passes. */
  String awaitFree(String kit, String key);

  String holder(String kit, String key);

  /** What the holder shows. */
  String metadata(String kit, String key);

  /** Everything of that kind that anybody holds, sorted. */
  String holders(String kit, LeaseKind kind);

  /** Keeps in mind who holds it. */
  String remember(String kit, String key, String as);

  /** Takes it away from who was kept in mind. */
  String revoke(String kit, String as);

  /** An operator deletes the record, or another application's. */
  String deleteRecord(String key);

  /** Another application puts a record of its own there. */
  String foreignRecord(String kit, String key);

  /** Tries a view as {@code asLock()} gives it; the same one under the same name. */
  String viewTryLock(String kit, String view, String key, Take take);

  String viewUnlock(String view);

  String mutexDo(String kit, String key, Take take, Deed deed);

  String mutexTryDo(String kit, String key, Take take, Deed deed);
}
