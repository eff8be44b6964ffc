package dev.lockstep.nats;

import dev.lockstep.port.ClusterContract;
import dev.lockstep.servers.Cluster;
import dev.lockstep.servers.NatsCluster;
import java.time.Duration;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Waits for elections, and so runs beside others; one test at a time. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("cluster")
final class NatsClusterTest extends ClusterContract {
  @Override
  protected Cluster start() {
    return NatsCluster.start(Layout.stream("lockstep"));
  }

  @Override
  protected String url(String members) {
    return members + "?replicas=3";
  }

  /** An election takes up to nine seconds, and the server is told of it some more later. */
  @Override
  protected Duration soon() {
    return Duration.ofSeconds(60);
  }

  /** A lease that is to be renewed at the successor outlives the election. */
  @Override
  protected Duration whileStandingStill() {
    return Duration.ofSeconds(20);
  }
}
