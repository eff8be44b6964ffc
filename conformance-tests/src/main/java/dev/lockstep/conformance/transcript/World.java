package dev.lockstep.conformance.transcript;

/** An interpreter of scripts, for one script. Not thread-safe. */
interface World {
  /** What is observed at that step; empty if it is none that observes. May fail with any error. */
  String play(Step step) throws Exception;

  /** What was recorded, and not asked for yet. */
  Recorders recorders();
}
