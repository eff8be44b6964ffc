/** Lockstep on NATS JetStream KV, by jnats. */
@NullMarked
package dev.lockstep.nats;

import org.jspecify.annotations.NullMarked;
