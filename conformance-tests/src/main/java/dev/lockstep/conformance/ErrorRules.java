package dev.lockstep.conformance;

/** X1 to X6: what is said when it cannot be done, and what is left behind. */
abstract class ErrorRules extends NameRules {}
