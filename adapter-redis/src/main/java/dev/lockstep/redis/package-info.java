/** The store on Redis and Valkey, by Lettuce. */
@NullMarked
package dev.lockstep.redis;

import org.jspecify.annotations.NullMarked;
