/** Lockstep on ZooKeeper, by Curator. */
@NullMarked
package dev.lockstep.zookeeper;

import org.jspecify.annotations.NullMarked;
