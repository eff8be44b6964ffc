/** Proofs of the parts that decide without a backend. */
@NullMarked
package dev.lockstep.engine.driver;

import org.jspecify.annotations.NullMarked;
