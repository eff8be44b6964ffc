package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The suite by command. */
class ConformCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void memoryPassesAsAModel() throws Exception {
    Path file = folder.resolve("results.json");
    Ran ran =
        Ran.lockstep(
            "conform", "--url", "memory:", "--rule", "M5", "--rule", "F4", "--rule", "X6", "--json",
            "" + file);
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.err()).as("the log of what the suite does on purpose").isEmpty();
    assertThat(ran.out()).hasLineCount(4).contains("M5 ", "F4 ", "3 passed, 0 failed, 0 inconc");

    JsonNode results = JsonMapper.builder().build().readTree(Files.readString(file));
    assertThat(results.propertyNames())
        .containsExactly("backend", "traits", "rules", "passed", "failed", "inconclusive");
    assertThat(results.get("backend").asString()).isEqualTo("memory");
    assertThat(results.get("traits").get("minTtlMillis").asLong()).isEqualTo(50);
    assertThat(results.get("passed").asLong()).isEqualTo(3);
    JsonNode rule = results.get("rules").get(0);
    assertThat(rule.propertyNames())
        .containsExactly("id", "status", "evidence", "millis", "operations", "message");
    assertThat(List.of("id", "status", "evidence", "message"))
        .extracting(field -> rule.get(field).asString())
        .containsExactly("M5", "passed", "model", "");
    assertThat(rule.get("operations").asLong()).isPositive();
  }

  @Test
  void urlAndAllExcludeEachOther() {
    Ran.lockstep("conform", "--all", "--url", "memory:")
        .failedWith(ExitCode.USAGE)
        .contains("--url", "--all");
  }

  @Test
  void unknownRule() {
    Ran.lockstep("conform", "--url", "memory:", "--rule", "M99")
        .failedWith(ExitCode.USAGE)
        .contains("'M99'", "known: L1, ");
  }

  @Test
  void noUrl() {
    Ran.lockstep("conform").failedWith(ExitCode.USAGE).contains("--url");
  }

  @Test
  void urlWithoutPort() {
    Ran.lockstep("conform", "--url", "redis://:s3cret@127.0.0.1")
        .failedWith(ExitCode.USAGE)
        .contains("redis://host:port")
        .doesNotContain("s3cret");
  }

  @Test
  void deadServer() {
    Ran.lockstep("conform", "--url", "redis://:s3cret@127.0.0.1:1")
        .failedWith(ExitCode.UNAVAILABLE)
        .contains("127.0.0.1:1", "(10100)")
        .doesNotContain("s3cret");
  }

  @Test
  void resultsThatCannotBeWrittenAreKnownBefore() {
    Ran.lockstep("conform", "--url", "memory:", "--json", folder.resolve("no/file") + "")
        .failedWith(ExitCode.USAGE)
        .contains("cannot be written");
  }
}
