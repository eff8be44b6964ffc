/**
 * The suite by which a backend proves itself: extend {@link
 * dev.lockstep.conformance.LockstepConformance}, say how to reach the backend and how to break it,
 * and run it with JUnit.
 */
@NullMarked
package dev.lockstep.conformance;

import org.jspecify.annotations.NullMarked;
