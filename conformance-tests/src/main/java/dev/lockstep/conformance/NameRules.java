package dev.lockstep.conformance;

/** K1 to K3: names, namespaces and records. */
abstract class NameRules extends LifecycleRules {}
