/** Tests of the reference backend and of its faults, in virtual time. */
@NullMarked
package dev.lockstep.memory;

import org.jspecify.annotations.NullMarked;
