package dev.lockstep.servers;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Three members of one etcd on loopback, always our own. What was confirmed outlives the killing of
 * each of them, or of all. Thread-safe.
 */
public final class EtcdCluster implements AutoCloseable {
  private static final int SIZE = 3;
  private static final Pattern STATUS =
      Pattern.compile(
          "\"member_id\": *\"(\\d+)\".*\"raft_term\": *\"(\\d+)\".*\"leader\": *\"(\\d+)\"",
          Pattern.DOTALL);

  private final EtcdPeers peers;
  private final List<RealServer> members;

  private EtcdCluster(EtcdPeers peers, List<RealServer> members) {
    this.peers = peers;
    this.members = members;
  }

  /**
   * Starts the members side by side, and returns when each accepts a write.
   *
   * @throws ServerNotFound if no etcd can be had here
   * @throws ServerFailed if they do not start within half a minute
   */
  public static EtcdCluster start() {
    EtcdSetup setup = Servers.etcd().quick();
    EtcdPeers peers;
    try {
      peers = EtcdPeers.of(SIZE);
    } catch (IOException none) {
      throw new ServerFailed("etcd has no ports for its members: " + none.getMessage(), none);
    }
    try {
      return new EtcdCluster(
          peers,
          Members.start(
              IntStream.range(0, SIZE)
                  .mapToObj(member -> new EtcdKind(setup, peers, member))
                  .toList()));
    } catch (RuntimeException failed) {
      peers.close();
      throw failed;
    }
  }

  /** All of them, those that are down too. */
  public List<RealServer> members() {
    return members;
  }

  /** What a client connects with: every member. */
  public String url() {
    return "etcd://" + Members.endpoints(members);
  }

  /**
   * Whoever leads now; waits until somebody does.
   *
   * @throws ServerFailed if nobody leads within half a minute
   */
  public RealServer leader() {
    return Members.leader(members, EtcdCluster::ledBy);
  }

  private static OptionalLong ledBy(RealServer member) throws IOException {
    Matcher status = STATUS.matcher(Http.post(member.port(), "/v3/maintenance/status", "{}"));
    return status.find() && status.group(1).equals(status.group(3))
        ? OptionalLong.of(Long.parseLong(status.group(2)))
        : OptionalLong.empty();
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
