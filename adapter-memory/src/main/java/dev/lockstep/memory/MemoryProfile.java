package dev.lockstep.memory;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.List;

/**
 * Which law of liveness a server follows, so that one engine meets all of them without a network.
 *
 * @param scope whether each record has a time to live, or a session has one for all of its records
 * @param basis from which sending a renewal counts
 * @param doubled whether a session stands twice as long as it is good for
 * @param movesVersions whether renewing a record changes its version
 * @param expiryLag how long after its time a record still stands
 */
public record MemoryProfile(
    Session.Scope scope,
    Session.Basis basis,
    boolean doubled,
    boolean movesVersions,
    Duration expiryLag) {
  private static final List<String> NAMES = List.of("consul", "etcd", "nats", "redis", "zookeeper");

  /** Refuses laws that no backend has. */
  public MemoryProfile {
    if (scope == Session.Scope.RECORD && (doubled || basis == Session.Basis.PREVIOUS_SEND)) {
      throw new IllegalArgumentException(
          "only sessions are doubled, or confirmed one sending late");
    }
    if (scope == Session.Scope.SESSION && movesVersions) {
      throw new IllegalArgumentException("renewing a session does not touch its records");
    }
    if (expiryLag.isNegative()) {
      throw new IllegalArgumentException("the expiry lag is negative: " + expiryLag);
    }
  }

  /** A time to live for each record; what {@code memory:} is unless told otherwise. */
  public static MemoryProfile likeRedis() {
    return records(false);
  }

  /** A time to live for each record, and versions that move with each renewal. */
  public static MemoryProfile likeNats() {
    return records(true);
  }

  /** A session of the server; a grant joins it and restarts nothing. */
  public static MemoryProfile likeEtcd() {
    return sessions(Session.Basis.THIS_SEND, false);
  }

  /** A session that is good for half of the time to live. */
  public static MemoryProfile likeConsul() {
    return sessions(Session.Basis.THIS_SEND, true);
  }

  /** A session that a renewal lengthens only from the renewal before. */
  public static MemoryProfile likeZooKeeper() {
    return sessions(Session.Basis.PREVIOUS_SEND, false);
  }

  /**
   * The law of the backend of that name.
   *
   * @throws InvalidOptionException if no law is called so; it lists those that are
   */
  public static MemoryProfile like(String name) {
    return switch (name) {
      case "redis" -> likeRedis();
      case "nats" -> likeNats();
      case "etcd" -> likeEtcd();
      case "consul" -> likeConsul();
      case "zookeeper" -> likeZooKeeper();
      default ->
          throw new InvalidOptionException(
              "a server in memory cannot be like \"" + name + "\"; it can be like one of " + NAMES);
    };
  }

  /** What {@link #like(String)} takes, sorted. */
  public static List<String> names() {
    return NAMES;
  }

  /** The same law, with records that stand longer than they should. */
  public MemoryProfile withExpiryLag(Duration lag) {
    return new MemoryProfile(scope, basis, doubled, movesVersions, lag);
  }

  private static MemoryProfile records(boolean movesVersions) {
    return new MemoryProfile(
        Session.Scope.RECORD, Session.Basis.THIS_SEND, false, movesVersions, Duration.ZERO);
  }

  private static MemoryProfile sessions(Session.Basis basis, boolean doubled) {
    return new MemoryProfile(Session.Scope.SESSION, basis, doubled, false, Duration.ZERO);
  }
}
