package dev.lockstep.servers;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Three members of one etcd. */
public final class EtcdCluster {
  private static final Pattern STATUS =
      Pattern.compile(
          "\"member_id\": *\"(\\d+)\".*\"raft_term\": *\"(\\d+)\".*\"leader\": *\"(\\d+)\"",
          Pattern.DOTALL);

  private EtcdCluster() {}

  /**
   * Starts the members side by side, and returns when each accepts a write.
   *
   * @throws ServerNotFound if no etcd can be had here
   * @throws ServerFailed if they do not start within half a minute
   */
  public static Cluster start() {
    EtcdSetup setup = Servers.etcd().quick();
    return Cluster.start(
        1,
        ports -> {
          EtcdPeers peers = EtcdPeers.by(ports);
          return member -> new EtcdKind(setup, peers, member);
        },
        endpoints -> "etcd://" + endpoints,
        EtcdCluster::ledBy);
  }

  private static OptionalLong ledBy(RealServer member) throws IOException {
    Matcher status = STATUS.matcher(Http.post(member.port(), "/v3/maintenance/status", "{}"));
    return status.find() && status.group(1).equals(status.group(3))
        ? OptionalLong.of(Long.parseLong(status.group(2)))
        : OptionalLong.empty();
  }
}
