package dev.lockstep.conformance;

/** H1 to H6: who is alive. */
abstract class HeartbeatRules extends ElectionRules {}
