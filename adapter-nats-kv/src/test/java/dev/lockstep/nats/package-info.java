@NullMarked
package dev.lockstep.nats;

import org.jspecify.annotations.NullMarked;
