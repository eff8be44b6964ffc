package dev.lockstep.consul;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.LockstepConformance;

/** Consul keeps the contract: a real server, which must be there. */
class ConsulConformanceTest extends LockstepConformance {
  @Override
  protected BackendUnderTest backend() {
    return new ConsulUnderTest();
  }
}
