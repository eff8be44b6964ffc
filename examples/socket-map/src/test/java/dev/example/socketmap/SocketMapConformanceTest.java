package dev.example.socketmap;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.LockstepConformance;

/** The socket map keeps the contract. */
class SocketMapConformanceTest extends LockstepConformance {
  @Override
  protected BackendUnderTest backend() throws Exception {
    return new SocketMapUnderTest();
  }
}
