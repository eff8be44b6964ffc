package dev.lockstep;

/** Elections, any number of them, each in a domain of its own (its isolation key). Thread-safe. */
public interface ElectionController {
  /**
   * Joins a domain; returns when the first attempt is decided (E10). Blocks at most the timeout of
   * the options.
   *
   * @param options the domain, and how to stand in it
   * @return this node's part in the domain
   * @throws InvalidOptionException if this kit has joined the domain already (E9)
   * @throws BackendUnavailableException if the backend could not be asked; then nothing was enabled
   */
  Election enableElection(ElectionOptions options);

  /**
   * {@return the election joined before}
   *
   * @param isolationKey the domain
   * @throws ElectionNotEnabledException if there is none (E9)
   */
  Election election(String isolationKey);
}
