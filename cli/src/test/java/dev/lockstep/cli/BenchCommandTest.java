package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.bench.BenchOptions;
import dev.lockstep.bench.BenchRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command says, and refuses; no time is judged. */
class BenchCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void resultsOfMemoryAreATableAndJson() throws Exception {
    Path file = folder.resolve("bench.json");
    Ran ran =
        Ran.lockstep("bench", "--backend", "memory", "--duration", "50ms", "--json", "" + file);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out().lines().toList())
        .hasSize(8)
        .first()
        .asString()
        .startsWith("backend ")
        .contains("median us", "p99 us", "per second", "requests", "x floor");

    JsonNode results = JsonMapper.builder().build().readTree(Files.readString(file));
    assertThat(results.propertyNames())
        .containsExactly("machine", "millisEach", "seed", "rows", "notes");
    assertThat(results.get("rows")).hasSize(6);
    assertThat(results.get("rows"))
        .allSatisfy(
            row -> {
              assertThat(row.propertyNames())
                  .containsExactly(
                      "backend",
                      "scenario",
                      "subject",
                      "medianMicros",
                      "p99Micros",
                      "perSecond",
                      "requestsPerOperation",
                      "ratioToFloor");
              assertThat(row.get("medianMicros").asDouble()).isPositive();
              assertThat(row.get("requestsPerOperation").isNull()).as("no wire").isTrue();
            });
  }

  @Test
  void whatIsUnlikeIsSaid() {
    List<BenchRow> rows =
        List.of(
            row("lock-unlock", "lockstep", OptionalDouble.of(2.5)),
            row("lock-unlock", "bare", OptionalDouble.of(2)),
            row("hand-over-one-kit", "lockstep", OptionalDouble.of(1.01)),
            row("hand-over-one-kit", "bare", OptionalDouble.of(1)),
            row("hand-over-two-kits", "lockstep", OptionalDouble.of(2)));
    assertThat(new BenchResults(rows, BenchOptions.quick(1)).table())
        .hasSize(9)
        .contains(
            "x lock-unlock: 2.50 requests by Lockstep, 2.00 by the bare client",
            "x hand-over-two-kits: there is no bare client that does this");
  }

  private static BenchRow row(String scenario, String subject, OptionalDouble requests) {
    return new BenchRow("x", scenario, subject, 1, 2, 3, requests, OptionalDouble.empty());
  }

  @Test
  void unknownBackend() {
    Ran.lockstep("bench", "--backend", "memory", "mongo")
        .failedWith(ExitCode.USAGE)
        .contains("mongo", "known: memory", "redis");
  }

  @Test
  void backendAndUrlExcludeEachOther() {
    Ran.lockstep("bench", "--url", "memory:", "--backend", "redis")
        .failedWith(ExitCode.USAGE)
        .contains("--url", "--backend");
  }

  @Test
  void quickAndDurationExcludeEachOther() {
    Ran.lockstep("bench", "--quick", "--duration", "1s")
        .failedWith(ExitCode.USAGE)
        .contains("--quick", "--duration");
  }

  @Test
  void wrongDuration() {
    Ran.lockstep("bench", "--duration", "soon").failedWith(ExitCode.USAGE).contains("'soon'");
  }

  @Test
  void deadServer() {
    Ran.lockstep("bench", "--url", "redis://:s3cret@127.0.0.1:1")
        .failedWith(ExitCode.UNAVAILABLE)
        .contains("127.0.0.1:1", "(10100)")
        .doesNotContain("s3cret");
  }

  @Test
  void misspeltScheme() {
    Ran.lockstep("bench", "--url", "reddis://127.0.0.1")
        .failedWith(ExitCode.USAGE)
        .contains("reddis", "did you mean 'redis'?");
  }

  @Test
  void resultsThatCannotBeWrittenAreKnownBefore() {
    Ran.lockstep("bench", "--json", folder.resolve("no/file") + "")
        .failedWith(ExitCode.USAGE)
        .contains("cannot be written");
  }
}
