package dev.lockstep.nats;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.LockstepConformance;

/** NATS KV keeps the contract: a real server, which must be there. */
class NatsConformanceTest extends LockstepConformance {
  @Override
  protected BackendUnderTest backend() {
    return new NatsUnderTest();
  }
}
