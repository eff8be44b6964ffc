package dev.lockstep.conformance;

/** T1: one behaviour. */
abstract class TranscriptRules extends KitRules {}
