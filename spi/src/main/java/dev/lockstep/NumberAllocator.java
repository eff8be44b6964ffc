package dev.lockstep;

import java.util.concurrent.CompletableFuture;

/** Numbers that one live holder has at a time. Thread-safe. */
public interface NumberAllocator {
  /** The pool of machine numbers for identifiers (N6); a kit refuses it to users. */
  String MACHINE_NUMBERS = "lockstep/machine-numbers";

  /**
   * Holds a free number in [0, max) of the pool, chosen at random, renewed until released (N1, N2).
   * Blocks at most the operation timeout.
   *
   * @param pool a valid name
   * @param max one more than the greatest number; positive
   * @return the number, held
   * @throws NoAvailableNumberException if all were taken at some moment of the call (N3)
   * @throws InvalidOptionException if {@code max} is not positive or the pool is no valid name
   * @throws BackendUnavailableException if the backend could not be asked
   */
  NumberLease allocateNumber(String pool, int max);

  /**
   * As {@link #allocateNumber}, without blocking; completes on the listener executor.
   *
   * @param pool a valid name
   * @param max one more than the greatest number; positive
   * @return the number, held; cancelled, nothing is left behind
   */
  CompletableFuture<NumberLease> allocateNumberAsync(String pool, int max);
}
