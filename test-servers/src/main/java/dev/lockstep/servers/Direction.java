package dev.lockstep.servers;

/** A way through a {@link FaultProxy}. */
public enum Direction {
  /** Requests: from the client to the server. */
  TO_SERVER,
  /** Replies and events: from the server to the client. */
  TO_CLIENT
}
