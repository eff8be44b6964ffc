package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.conformance.harness.Backends;
import dev.lockstep.conformance.transcript.Mutant;
import dev.lockstep.conformance.transcript.Pace;
import dev.lockstep.conformance.transcript.Scenario;
import dev.lockstep.conformance.transcript.Scenarios;
import dev.lockstep.conformance.transcript.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** T1: every scenario breaks on the mutant that it names, and on no sound kit. */
@Execution(ExecutionMode.CONCURRENT) // It waits, as the rules do.
class ScenarioMutantsTest {
  /** Quick, since a mutant that is slow to break is not what is looked for. */
  private static final Pace PACE =
      new Pace(Duration.ofMillis(1500), Duration.ofMillis(150), Duration.ofSeconds(5));

  /** The mutant that a scenario names is tried; the others as long as this. */
  private static final Duration FOR_THE_OTHERS = Duration.ofSeconds(1);

  private static final int AT_A_TIME = 12;

  private static final String URL = "memory:";

  /**
   * What became of one scenario: what its mutant and a sound kit said, by which mutants it was
   * broken, and which it survived.
   */
  private record Row(
      Scenario scenario, String first, String sound, Set<Mutant> broken, Set<Mutant> survived) {}

  @Test
  @ResourceLock(ErrorRules.DEFAULT_KIT)
  void every_scenario_is_broken_by_the_mutant_that_it_names() throws Exception {
    List<Row> rows = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try (BackendUnderTest backend = Backends.at(URL)) {
      Map<Scenario, Future<Row>> running = new LinkedHashMap<>();
      Scenarios.all().forEach(s -> running.put(s, threads.submit(() -> row(s, backend))));
      for (Future<Row> row : running.values()) {
        rows.add(row.get(3, TimeUnit.MINUTES));
      }
    } finally {
      threads.shutdownNow();
    }
    write(rows);
    assertThat(rows.stream().map(Row::sound).filter(said -> !said.isEmpty()))
        .as("scenarios that break on a sound kit")
        .isEmpty();
    assertThat(rows.stream().filter(row -> !row.broken.contains(row.scenario.brokenBy())))
        .as("scenarios that the mutant survives which they name")
        .isEmpty();
    assertThat(rows).extracting(Row::first).allMatch(said -> said.contains("  observed "));
    assertThat(rows.stream().map(row -> row.scenario.brokenBy()))
        .as("mutants that some scenario names")
        .containsAll(EnumSet.complementOf(EnumSet.of(Mutant.NONE)))
        .doesNotContain(Mutant.NONE);
  }

  private static Row row(Scenario scenario, BackendUnderTest backend) throws Exception {
    String first = broken(scenario, scenario.brokenBy(), backend, PACE);
    // At the pace of T1: a lease of a second and a half may end while this machine is busy.
    String sound = broken(scenario, Mutant.NONE, backend, TranscriptRules.PACE);
    Row row =
        new Row(scenario, first, sound, EnumSet.noneOf(Mutant.class), EnumSet.noneOf(Mutant.class));
    (row.first.isEmpty() ? row.survived : row.broken).add(scenario.brokenBy());
    long until = System.nanoTime() + FOR_THE_OTHERS.toNanos();
    for (Mutant mutant : Mutant.values()) {
      if (mutant != Mutant.NONE && mutant != scenario.brokenBy() && System.nanoTime() < until) {
        (broken(scenario, mutant, backend, PACE).isEmpty() ? row.survived : row.broken).add(mutant);
      }
    }
    return row;
  }

  /** The difference; empty if there is none. */
  private static String broken(
      Scenario scenario, Mutant mutant, BackendUnderTest backend, Pace pace) throws Exception {
    try (Bench bench = new Bench(backend, () -> Backends.at(URL), kit -> kit)) {
      Transcript observed = scenario.observed(new BenchStage(bench, pace), mutant);
      return scenario.expected().difference(observed).orElse("");
    }
  }

  private static void write(List<Row> rows) throws IOException {
    Path table = Path.of("target/conformance/transcripts/mutants.txt");
    Files.createDirectories(table.getParent());
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      lines.add(row.scenario + " names " + row.scenario.brokenBy());
      lines.add("  broken by " + row.broken);
      lines.add("  survives  " + row.survived);
    }
    Files.write(table, lines);
  }
}
