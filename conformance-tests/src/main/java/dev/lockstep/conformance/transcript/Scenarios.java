package dev.lockstep.conformance.transcript;

import java.util.List;
import java.util.stream.Stream;

/** Every scenario. */
public final class Scenarios {
  private Scenarios() {}

  /** In the order of the contract. */
  public static List<Scenario> all() {
    return Stream.of(
            LockScenarios.all(),
            WaitingScenarios.all(),
            ReadingScenarios.all(),
            UseScenarios.all(),
            ReentrancyScenarios.all(),
            HoldScenarios.all(),
            LossScenarios.all(),
            ElectionScenarios.all(),
            MemberScenarios.all(),
            NumberScenarios.all(),
            LifecycleScenarios.all())
        .flatMap(List::stream)
        .toList();
  }
}
