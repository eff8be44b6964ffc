package dev.lockstep.conformance;

/** G1 to G6: snowflake identifiers. */
abstract class IdentifierRules extends NumberRules {}
