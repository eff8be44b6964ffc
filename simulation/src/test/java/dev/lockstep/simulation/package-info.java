/** Proves that the simulation is one: deterministic, clean, and able to see what is wrong. */
@NullMarked
package dev.lockstep.simulation;

import org.jspecify.annotations.NullMarked;
