package dev.lockstep.conformance;

/** Redis keeps the contract: a real server, which must be there. */
class RedisConformanceTest extends LockstepConformance {
  @Override
  protected BackendUnderTest backend() {
    return new RedisUnderTest();
  }
}
