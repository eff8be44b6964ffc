package dev.lockstep.simulation;

/** Hears how far a simulation is. Called on its threads, one call at a time. */
@FunctionalInterface
public interface ProgressListener {
  /** So many of the seeds are done, with so many violations. */
  void done(long seeds, long of, long violations);
}
