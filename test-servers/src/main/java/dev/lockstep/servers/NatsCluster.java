package dev.lockstep.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Three members of one NATS on loopback, always our own. What was acknowledged in a stream of three
 * copies outlives the killing of each of them, or of all. Thread-safe.
 */
public final class NatsCluster implements AutoCloseable {
  private static final int SIZE = 3;
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Pattern LEADER = Pattern.compile("\"leader\": *\"([^\"]+)\"");

  private final NatsPeers peers;
  private final List<RealServer> members;

  private NatsCluster(NatsPeers peers, List<RealServer> members) {
    this.peers = peers;
    this.members = members;
  }

  /**
   * Starts the members side by side, and returns when each makes streams.
   *
   * @throws ServerNotFound if no NATS can be had here
   * @throws ServerFailed if they do not start within half a minute
   */
  public static NatsCluster start() {
    NatsPeers peers;
    try {
      peers = NatsPeers.of(SIZE);
    } catch (IOException none) {
      throw new ServerFailed("NATS has no ports for its members: " + none.getMessage(), none);
    }
    try {
      List<NatsKind> kinds =
          IntStream.range(0, SIZE).mapToObj(member -> new NatsKind(peers, member)).toList();
      return new NatsCluster(peers, Members.start(kinds));
    } catch (ServerNotFound | ServerFailed none) {
      peers.close();
      throw none;
    }
  }

  /** All of them, those that are down too. */
  public List<RealServer> members() {
    return members;
  }

  /** What a client connects with: every member. */
  public String url() {
    return "nats://" + Members.endpoints(members);
  }

  /**
   * Whoever leads that stream now; waits until somebody does.
   *
   * @throws ServerFailed if nobody leads it within half a minute
   */
  public RealServer leader(String stream) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (System.nanoTime() - deadline < 0) {
      for (RealServer member : members) {
        Optional<RealServer> leader = leader(stream, member);
        if (leader.isPresent()) {
          return leader.get();
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    throw new ServerFailed(
        "nobody leads the stream " + stream + " within " + BOUND.toSeconds() + " s", null);
  }

  /** As the leader itself says to one who asks by that member. */
  private Optional<RealServer> leader(String stream, RealServer by) {
    try (NatsWire wire = NatsWire.open(by.port())) {
      Matcher leader = LEADER.matcher(wire.request("$JS.API.STREAM.INFO." + stream, ""));
      return leader.find()
          ? Optional.of(members.get(peers.names().indexOf(leader.group(1))))
          : Optional.empty();
    } catch (IOException down) {
      return Optional.empty();
    }
  }

  /** Ends every member and deletes its data; idempotent. */
  @Override
  public void close() {
    members.forEach(RealServer::close);
    peers.close();
  }

  @Override
  public String toString() {
    return "a cluster of " + members;
  }
}
