package dev.lockstep.etcd;

import dev.lockstep.port.ClusterContract;
import dev.lockstep.servers.Cluster;
import dev.lockstep.servers.EtcdCluster;

final class EtcdClusterTest extends ClusterContract {
  @Override
  protected Cluster start() {
    return EtcdCluster.start();
  }
}
