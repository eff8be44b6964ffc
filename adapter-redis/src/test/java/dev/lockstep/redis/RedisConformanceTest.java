package dev.lockstep.redis;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.LockstepConformance;

/** Redis keeps the contract: a real server, which must be there. */
class RedisConformanceTest extends LockstepConformance {
  @Override
  protected BackendUnderTest backend() {
    return new RedisUnderTest();
  }
}
