/** The one door of the engine. */
@NullMarked
package dev.lockstep.engine;

import org.jspecify.annotations.NullMarked;
