package dev.lockstep.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Three members of one ZooKeeper on loopback, always our own. What was confirmed outlives the
 * killing of each of them, or of all. Thread-safe.
 */
public final class ZooKeeperEnsemble implements AutoCloseable {
  private static final int SIZE = 3;

  /** Transactions are numbered by the leader's term, and within it. */
  private static final Pattern LEADS =
      Pattern.compile("Zxid: 0x(\\p{XDigit}+)\\p{XDigit}{8}\\R.*Mode: leader", Pattern.DOTALL);

  private final ZooKeeperPeers peers;
  private final Duration tick;
  private final List<RealServer> members;

  private ZooKeeperEnsemble(ZooKeeperPeers peers, Duration tick, List<RealServer> members) {
    this.peers = peers;
    this.tick = tick;
    this.members = members;
  }

  /**
   * Starts the members side by side, and returns when each serves.
   *
   * @throws ServerNotFound if no ZooKeeper can be had here
   * @throws ServerFailed if they do not start within half a minute
   */
  public static ZooKeeperEnsemble start() {
    ZooKeeperSetup setup = ZooKeeperSetup.DEFAULT;
    ZooKeeperPeers peers;
    try {
      peers = ZooKeeperPeers.of(SIZE);
    } catch (IOException none) {
      throw new ServerFailed("ZooKeeper has no ports for its members: " + none.getMessage(), none);
    }
    try {
      return new ZooKeeperEnsemble(
          peers,
          setup.tick(),
          Members.start(
              IntStream.range(0, SIZE)
                  .mapToObj(member -> new ZooKeeperKind(setup, peers, member))
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
    return "zookeeper://" + Members.endpoints(members) + "?tick-time=" + tick.toMillis() + "ms";
  }

  /**
   * Whoever leads now; waits until somebody does.
   *
   * @throws ServerFailed if nobody leads within half a minute
   */
  public RealServer leader() {
    return Members.leader(members, ZooKeeperEnsemble::ledBy);
  }

  private static OptionalLong ledBy(RealServer member) throws IOException {
    Matcher leads = LEADS.matcher(ZooKeeperKind.word(member.port(), "srvr"));
    return leads.find()
        ? OptionalLong.of(Long.parseLong(leads.group(1), 16))
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
    return "an ensemble of " + members;
  }
}
