package dev.lockstep.servers;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The members of a cluster of NATS as they know each other. Their ports are taken beforehand, since
 * each is told of all at its start.
 *
 * @param cluster its name
 * @param names of the members
 * @param ports where each listens to the others
 */
record NatsPeers(String cluster, List<String> names, List<Integer> ports) {
  static NatsPeers by(List<Integer> ports) {
    String cluster = "lockstep-" + UUID.randomUUID();
    return new NatsPeers(
        cluster,
        IntStream.range(0, ports.size()).mapToObj(member -> cluster + "-" + member).toList(),
        ports);
  }

  /** The line of the configuration that makes a server one of them. */
  String line(int member) {
    String routes =
        ports.stream()
            .map(port -> "\"nats-route://" + Site.HOST + ":" + port + "\"")
            .collect(Collectors.joining(", "));
    return "cluster { name: \"%s\", listen: \"%s:%d\", routes: [%s] }"
        .formatted(cluster, Site.HOST, ports.get(member), routes);
  }
}
