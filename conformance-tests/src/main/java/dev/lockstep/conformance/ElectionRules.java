package dev.lockstep.conformance;

/** E1 to E12: the election. */
abstract class ElectionRules extends WaitingRules {}
