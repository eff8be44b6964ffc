/** What issue and README claim in figures, on a real server and counted by it. */
@NullMarked
package dev.lockstep.figures;

import org.jspecify.annotations.NullMarked;
