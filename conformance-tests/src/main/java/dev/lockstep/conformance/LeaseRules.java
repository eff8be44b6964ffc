package dev.lockstep.conformance;

/** L1, L3, L8 to L10. */
abstract class LeaseRules extends ConformanceBase {}
