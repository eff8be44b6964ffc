/** How fast Lockstep is, beside the bare clients of its backends: no gate, but where it stands. */
@NullMarked
package dev.lockstep.bench;

import org.jspecify.annotations.NullMarked;
