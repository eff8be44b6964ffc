package dev.lockstep.memory;

import dev.lockstep.port.LeaseStoreContract;
import dev.lockstep.port.PortBench;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.lockstep.memory.Law#all")
@SuppressWarnings("NullAway.Init") // JUnit sets the law
final class MemoryStoreTest extends LeaseStoreContract {
  @Parameter Law law;

  @Override
  protected PortBench bench() {
    return law.bench();
  }
}
