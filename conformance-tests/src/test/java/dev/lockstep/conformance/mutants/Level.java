package dev.lockstep.conformance.mutants;

import java.util.Locale;

/** Where a mutant is broken. */
enum Level {
  /** An adapter that breaks the port: its store, or what it hands to the engine. */
  PORT,
  /** Primitives, or a kit around them, that break a promise to their user. */
  ATOMIC,
  /** Another law of the engine. */
  LAW;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
