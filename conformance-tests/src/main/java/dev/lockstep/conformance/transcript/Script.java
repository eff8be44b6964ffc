package dev.lockstep.conformance.transcript;

import dev.lockstep.conformance.transcript.KitVerbs.Place;

/**
 * The language of scripts: each call is a step. Steps answer nothing that a script could turn on;
 * what an interpreter answers is the step's observation.
 */
interface Script extends KitVerbs, LockVerbs, ElectionVerbs, NumberVerbs, ErrorVerbs {
  /** Opens these kits in this process. */
  default void kits(String... names) {
    for (String name : names) {
      open(name, Place.HERE);
    }
  }

  /** Opens these kits, each on a way of its own. */
  default void wired(String... names) {
    for (String name : names) {
      open(name, Place.WIRED);
    }
  }

  default void lock(String kit, String lease, String key) {
    lock(kit, lease, key, Take.PLAIN);
  }

  default void tryLock(String kit, String lease, String key) {
    tryLock(kit, lease, key, Take.PLAIN);
  }

  default void lockLater(String kit, String lease, String key) {
    lockLater(kit, lease, key, Take.PLAIN);
  }

  default void viewTryLock(String kit, String view, String key) {
    viewTryLock(kit, view, key, Take.PLAIN);
  }

  default void release(String lease) {
    release(lease, Manner.PLAIN);
  }
}
