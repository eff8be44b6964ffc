/**
 * Deliberately broken implementations, at least one per rule: the suite must fail on each, in the
 * rule meant for it, with a message that says what is wrong (S2).
 */
@NullMarked
package dev.lockstep.conformance.mutants;

import org.jspecify.annotations.NullMarked;
