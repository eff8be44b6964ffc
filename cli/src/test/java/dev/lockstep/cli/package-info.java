/** Tests of the command: what a person reads, and the exit codes. */
@NullMarked
package dev.lockstep.cli;

import org.jspecify.annotations.NullMarked;
