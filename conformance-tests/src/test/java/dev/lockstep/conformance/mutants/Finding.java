package dev.lockstep.conformance.mutants;

/**
 * What one test said about one mutant.
 *
 * @param message of the failure, in one line; empty if it passed
 */
record Finding(String rule, String test, boolean passed, String message) {}
