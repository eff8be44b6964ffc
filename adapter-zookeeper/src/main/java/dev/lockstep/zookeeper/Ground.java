package dev.lockstep.zookeeper;

import org.apache.zookeeper.CreateMode;

/** What a record can stand on: a session, or nothing that ends. */
interface Ground {
  /** By which connection it is written. */
  Wire wire();

  /** What makes a node live as long as this does. */
  CreateMode mode();

  /** The path is not there, or no longer. */
  default void gone(String path) {}
}
