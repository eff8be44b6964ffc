package dev.lockstep.conformance;

/** W1 to W5. */
abstract class WaitingRules extends MutexRules {}
