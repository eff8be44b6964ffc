package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.Kit;
import dev.lockstep.engine.core.Law;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.LeaseStore;

/** What is broken between a sound server and a kit; everything else is sound. */
interface Breakage {
  /** The store as the adapter hands it to the engine. */
  default LeaseStore store(LeaseStore sound, AtomicConfig config) {
    return sound;
  }

  /** The collaborators as the adapter hands them to the engine. */
  default AtomicConfig config(AtomicConfig sound) {
    return sound;
  }

  /** The law of the engine. */
  default Law law() {
    return Law.STANDARD;
  }

  /** The namespace as the adapter takes it. */
  default String namespace(String given) {
    return given;
  }

  /** The kit as the tests get it. */
  default Kit kit(Kit sound) {
    return sound;
  }

  /** The primitives as the kit gets them. */
  default Atomic atomic(Atomic sound, AtomicConfig config) {
    return sound;
  }
}
