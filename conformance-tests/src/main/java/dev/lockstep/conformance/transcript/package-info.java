/**
 * The proof that all backends behave as one (T1): scripts, a sequential model of the contract that
 * says what they must observe, and an interpreter that plays them through the public API.
 */
@NullMarked
package dev.lockstep.conformance.transcript;

import org.jspecify.annotations.NullMarked;
