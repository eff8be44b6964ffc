package dev.lockstep.conformance;

/** U1 to U3: what is built on the kit for its users. */
abstract class ConvenienceRules extends ErrorRules {}
