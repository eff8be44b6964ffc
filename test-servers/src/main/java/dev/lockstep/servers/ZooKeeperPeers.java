package dev.lockstep.servers;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The members of an ensemble of ZooKeeper as they know each other. Their ports are taken
 * beforehand, since each is told of all at its start.
 *
 * @param ports where each listens to its followers, and then where each is elected
 */
record ZooKeeperPeers(List<Integer> ports) {
  /** All of them, as a member is told; numbers of members begin with one. */
  String settings() {
    int count = ports.size() / 2;
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "server.%d=%s:%d:%d%n"
                    .formatted(i + 1, Site.HOST, ports.get(i), ports.get(count + i)))
        .collect(Collectors.joining());
  }
}
