/** Lockstep on Consul, by consul-api. */
@NullMarked
package dev.lockstep.consul;

import org.jspecify.annotations.NullMarked;
