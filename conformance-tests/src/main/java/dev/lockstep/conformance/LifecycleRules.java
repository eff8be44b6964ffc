package dev.lockstep.conformance;

/** C1 and C2: from connecting to closing. */
abstract class LifecycleRules extends IdentifierRules {}
