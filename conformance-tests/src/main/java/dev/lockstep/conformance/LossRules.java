package dev.lockstep.conformance;

/** L2, L4 to L7. */
abstract class LossRules extends LeaseRules {}
