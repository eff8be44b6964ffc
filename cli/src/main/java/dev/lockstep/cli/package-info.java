/** The {@code lockstep} command: demo, real servers, simulation. */
@NullMarked
package dev.lockstep.cli;

import org.jspecify.annotations.NullMarked;
