package dev.lockstep.servers;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The members of a cluster of etcd as they know each other. Their ports are taken beforehand, since
 * each is told of all at its start.
 *
 * @param names of the members
 * @param ports where each listens to the others
 */
record EtcdPeers(List<String> names, List<Integer> ports) {
  static EtcdPeers by(List<Integer> ports) {
    return new EtcdPeers(
        ports.stream().map(port -> "lockstep-" + UUID.randomUUID()).toList(), ports);
  }

  String url(int member) {
    return "http://" + Site.HOST + ":" + ports.get(member);
  }

  /** All of them, as a member is told. */
  String cluster() {
    return IntStream.range(0, names.size())
        .mapToObj(member -> names.get(member) + "=" + url(member))
        .collect(Collectors.joining(","));
  }
}
