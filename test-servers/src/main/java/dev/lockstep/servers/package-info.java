/**
 * Finds, unpacks, starts, stops and pauses real servers; {@link dev.lockstep.servers.Servers} is
 * the door. Beside them: {@link dev.lockstep.servers.FaultProxy} for faults of the network and
 * {@link dev.lockstep.servers.NodeProcess} for faults of a client's JVM.
 *
 * <p>A new backend is one {@code ServerKind} and one line in {@code Servers}.
 */
@NullMarked
package dev.lockstep.servers;

import org.jspecify.annotations.NullMarked;
