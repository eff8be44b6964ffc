/**
 * The generator behind {@link dev.lockstep.Kit#ids()}. Nobody but the kit uses it; the simulation
 * reads it, so that what ships is what is judged.
 */
@NullMarked
package dev.lockstep.snowflake;

import org.jspecify.annotations.NullMarked;
