package dev.lockstep.conformance;

import dev.lockstep.conformance.harness.Backends;

/** The backend in memory keeps the contract. */
class MemoryConformanceTest extends LockstepConformance {
  @Override
  protected BackendUnderTest backend() {
    return Backends.at("memory:");
  }
}
