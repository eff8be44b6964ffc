/**
 * A deterministic simulation of the engine: same seed, same trace. One world runs on one thread;
 * nothing here reads a clock of the machine.
 */
@NullMarked
package dev.lockstep.simulation;

import org.jspecify.annotations.NullMarked;
