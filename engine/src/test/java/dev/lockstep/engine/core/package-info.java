/** Proofs of the law, one by one, on instants made by hand. */
@NullMarked
package dev.lockstep.engine.core;

import org.jspecify.annotations.NullMarked;
