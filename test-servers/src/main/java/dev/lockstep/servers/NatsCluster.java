package dev.lockstep.servers;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Three members of one NATS: what was acknowledged in a stream of three copies outlives each. */
public final class NatsCluster {
  private static final Pattern LEADER = Pattern.compile("\"leader\": *\"([^\"]+)\"");

  private NatsCluster() {}

  /**
   * Starts the members side by side, and returns when each makes streams.
   *
   * @param stream whose leader is the one in question
   * @throws ServerNotFound if no NATS can be had here
   * @throws ServerFailed if they do not start within half a minute
   */
  public static Cluster start(String stream) {
    return Cluster.start(
        1,
        ports -> {
          NatsPeers peers = NatsPeers.by(ports);
          return member -> new NatsKind(peers, member);
        },
        endpoints -> "nats://" + endpoints,
        member -> ledBy(stream, member));
  }

  /** As the leader itself says to one who asks by that member; there is one at most. */
  private static OptionalLong ledBy(String stream, RealServer member) throws IOException {
    try (NatsWire wire = NatsWire.open(member.port())) {
      Matcher leader = LEADER.matcher(wire.request("$JS.API.STREAM.INFO." + stream, ""));
      return leader.find() && wire.greeting().contains("\"" + leader.group(1) + "\"")
          ? OptionalLong.of(0)
          : OptionalLong.empty();
    }
  }
}
