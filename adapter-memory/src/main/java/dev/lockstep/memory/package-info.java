/**
 * The reference backend in one JVM ({@code memory:name}), and the faults that any {@link
 * dev.lockstep.spi.LeaseStore} can be put under: {@link dev.lockstep.memory.MemoryBackend} is the
 * entrance, {@link dev.lockstep.memory.FaultyNode} the place where things go wrong on purpose.
 */
@NullMarked
package dev.lockstep.memory;

import org.jspecify.annotations.NullMarked;
