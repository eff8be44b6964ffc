package dev.lockstep.conformance;

/** The backend in memory keeps the contract. */
class MemoryConformanceTest extends LockstepConformance {
  @Override
  protected BackendUnderTest backend() {
    return new MemoryUnderTest();
  }
}
