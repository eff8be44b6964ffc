package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.conformance.transcript.Pace;
import dev.lockstep.conformance.transcript.Scenario;
import dev.lockstep.conformance.transcript.Scenarios;
import dev.lockstep.conformance.transcript.Transcript;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** T1: one behaviour. */
abstract class TranscriptRules extends KitRules {
  static final Pace PACE =
      new Pace(Duration.ofSeconds(4), Duration.ofMillis(300), Duration.ofSeconds(20));

  static Stream<Scenario> scenarios() {
    return Scenarios.all().stream().filter(scenario -> !scenario.isAloneInItsProcess());
  }

  static Stream<Scenario> scenariosOfAProcess() {
    return Scenarios.all().stream().filter(Scenario::isAloneInItsProcess);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  @Rule("T1")
  @DisplayName("T1: what scripts observe is what the model of the contract says, line by line")
  final void t01_the_transcript_is_that_of_the_model(Scenario scenario) {
    assertAsExpected(scenario);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenariosOfAProcess")
  @ResourceLock(DEFAULT_KIT)
  @Rule("T1")
  @DisplayName("T1: the same where a process has only one of what a script needs")
  final void t01_the_transcript_of_a_process_is_that_of_the_model(Scenario scenario) {
    assertAsExpected(scenario);
  }

  /** Who is cut off stands no longer than that; on some backends, far longer than its TTL. */
  private Pace pace() {
    Duration grace = bench().traits().expiryGrace(PACE.brief());
    return new Pace(PACE.brief(), PACE.moment(), PACE.patience().plus(grace));
  }

  private void assertAsExpected(Scenario scenario) {
    Transcript expected = scenario.expected();
    Transcript observed = scenario.observed(new BenchStage(bench(), pace()));
    keep("transcripts", observed.scenario() + ".txt", observed.text());
    assertThat(expected.difference(observed))
        .withFailMessage(() -> expected.difference(observed).orElse(""))
        .isEmpty();
  }
}
