package dev.lockstep.memory;

import dev.lockstep.port.PortBench;
import dev.lockstep.port.SessionLifeContract;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.lockstep.memory.Law#ofSessions")
@SuppressWarnings("NullAway.Init") // JUnit sets the law
final class MemorySessionLifeTest extends SessionLifeContract {
  @Parameter Law law;

  @Override
  protected PortBench bench() {
    return law.bench();
  }
}
