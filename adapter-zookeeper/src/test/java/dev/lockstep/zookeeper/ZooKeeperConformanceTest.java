package dev.lockstep.zookeeper;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.LockstepConformance;

/** ZooKeeper keeps the contract: a real server, which must be there. */
class ZooKeeperConformanceTest extends LockstepConformance {
  @Override
  protected BackendUnderTest backend() {
    return new ZooKeeperUnderTest();
  }
}
