package dev.lockstep.etcd;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.LockstepConformance;

/** etcd keeps the contract: a real server, which must be there. */
class EtcdConformanceTest extends LockstepConformance {
  @Override
  protected BackendUnderTest backend() {
    return new EtcdUnderTest();
  }
}
