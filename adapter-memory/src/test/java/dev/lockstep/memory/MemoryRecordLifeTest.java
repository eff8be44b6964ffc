package dev.lockstep.memory;

import dev.lockstep.port.PortBench;
import dev.lockstep.port.RecordLifeContract;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.lockstep.memory.Law#ofRecords")
@SuppressWarnings("NullAway.Init") // JUnit sets the law
final class MemoryRecordLifeTest extends RecordLifeContract {
  @Parameter Law law;

  @Override
  protected PortBench bench() {
    return law.bench();
  }
}
