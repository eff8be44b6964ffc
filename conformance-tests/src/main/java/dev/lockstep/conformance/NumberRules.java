package dev.lockstep.conformance;

/** N1 to N6: unique numbers. */
abstract class NumberRules extends HeartbeatRules {}
