package dev.lockstep.zookeeper;

import org.apache.zookeeper.ZooKeeper;

/**
 * How the common connection ends.
 *
 * @param politely tells the server; may block
 * @param atOnce for when there was no answer in time: here nothing of it stays, and the server ends
 *     the session by itself
 */
record Ending(Runnable politely, Runnable atOnce) {
  /** Of a client that stays open. */
  static final Ending NONE = new Ending(() -> {}, () -> {});

  /** The client takes its session for over, and its threads end. */
  static void abandon(ZooKeeper handle) {
    handle.getTestable().injectSessionExpiration();
  }
}
